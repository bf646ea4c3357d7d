import type { Transaction } from '../store.ts';

export interface TokenRow {
  readonly merchantId: string;
  readonly credentialId: string;
  readonly hash: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

const INSERT =
  'insert into tokens (merchant_id, credential_id, hash, created_at, expires_at) values ($1, $2, $3, $4, $5)';

export async function insertToken(transaction: Transaction, token: TokenRow): Promise<void> {
  const { merchantId, credentialId, hash, createdAt, expiresAt } = token;
  await transaction.run(INSERT, [merchantId, credentialId, hash, createdAt, expiresAt]);
}

const DELETE = 'delete from tokens where merchant_id = $1 and credential_id = $2';

export async function deleteTokensOfCredential(
  transaction: Transaction,
  credential: { readonly merchantId: string; readonly credentialId: string },
): Promise<void> {
  await transaction.run(DELETE, [credential.merchantId, credential.credentialId]);
}
