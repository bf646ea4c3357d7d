import { textTable } from './table.ts';

/** What the operator API tells of a credential. */
export interface ListedCredential {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind: string;
  readonly keyId: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}

const HEADING = ['ID', 'DIALECT', 'KIND', 'KEY', 'MERCHANT', 'CREATED', 'STATE'];

export function credentialTable(credentials: readonly ListedCredential[], nowMilliseconds: number): string {
  const rows = credentials.map((each) => [
    each.id,
    each.dialect,
    each.kind,
    each.keyId,
    each.merchantId,
    new Date(each.createdAt).toISOString(),
    stateOf(each, nowMilliseconds),
  ]);
  return textTable(HEADING, rows);
}

function stateOf({ revokedAt, expiresAt }: ListedCredential, nowMilliseconds: number): string {
  if (revokedAt !== undefined) return 'revoked';
  return expiresAt !== undefined && expiresAt <= nowMilliseconds ? 'expired' : 'live';
}
