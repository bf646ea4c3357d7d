import * as queries from '../store/queries/credentials.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import type { Credential, CredentialSummary } from './credential.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';
import { secretFields } from './secret-fields.ts';

export interface CredentialCommand {
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind?: string;
  readonly keyId: string;
  readonly loginId?: string;
  readonly public?: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowlist?: readonly string[];
  readonly expiresAt?: number;
  /** Revokes the merchant's other live credentials of this dialect and kind in the same moment. */
  readonly replaces?: 'all';
}

const CREDENTIALS_PER_PAGE = 1_000;

/** A live credential of the dialect already has the key id or login id. */
export class CredentialTakenError extends Error {
  override readonly name = 'CredentialTakenError';
}

/**
 * The live credentials that requests name by `keyId`. Read from the store each time, so that a revocation holds at once, in every
 * process.
 */
export async function findCredentials(
  core: Core,
  dialect: string,
  keyId: string,
): Promise<readonly Credential[]> {
  const key = { dialect, keyId, now: core.wire.now() };
  const stamps = await queries.selectLiveStampsByKey(core.reader, key);
  const known = stamps.flatMap((stamp) => rememberedCredential(core, stamp) ?? []);
  if (known.length === stamps.length) return known;
  const rows = await queries.selectLiveCredentialsByKey(core.reader, key);
  return rows.map((row) => credentialOf(core, row));
}

/**
 * A merchant's live credentials of a dialect, newest first: what the gateway signs with when it calls the merchant. Read from the
 * store each time, as `findCredentials`.
 */
export async function liveCredentialsOf(
  core: Core,
  merchantId: string,
  dialect: string,
): Promise<readonly Credential[]> {
  const of = { merchantId, dialect, now: core.wire.now() };
  const stamps = await queries.selectLiveStampsOfMerchant(core.reader, of);
  const known = stamps.flatMap((stamp) => rememberedCredential(core, stamp) ?? []);
  if (known.length === stamps.length) return known;
  const rows = await queries.selectLiveCredentialsOfMerchant(core.reader, of);
  return rows.map((row) => credentialOf(core, row));
}

/** The live credential that token calls name by `loginId`. */
export async function findCredentialByLogin(
  core: Core,
  dialect: string,
  loginId: string,
): Promise<Credential | undefined> {
  const login = { dialect, loginId, now: core.wire.now() };
  const row = await queries.selectLiveCredentialByLogin(core.reader, login);
  return row && credentialOf(core, row);
}

/**
 * Keeps a new credential, its secrets sealed. What it returns is the one time its secrets are shown.
 *
 * @throws CredentialTakenError
 */
export async function issueCredential(
  transaction: Transaction,
  core: Core,
  command: CredentialCommand,
): Promise<Credential> {
  const { merchantId, dialect, kind = 'key', keyId, loginId, expiresAt } = command;
  const now = core.wire.now();
  if (command.replaces === 'all') {
    await queries.revokeCredentialRowsOfKind(transaction, { merchantId, dialect, kind, now });
  }
  const id = core.newId();
  const row: queries.CredentialRow = {
    merchantId,
    id,
    dialect,
    kind,
    keyId,
    publicFields: JSON.stringify(command.public ?? {}),
    sealedFields: sealJson(core.sealer, command.secrets, sealingContext(merchantId, id)),
    allowlist: JSON.stringify(command.allowlist ?? []),
    createdAt: now,
    ...(loginId !== undefined && { loginId }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
  if (!(await queries.insertCredential(transaction, row))) {
    throw new CredentialTakenError(`a live ${dialect} credential already has this key id or login id`);
  }
  return credentialOf(core, row);
}

/**
 * Ends a credential, and with it its tokens, for every process at once.
 *
 * @returns false if the merchant has no such live credential
 */
export function revokeCredential(
  transaction: Transaction,
  core: Core,
  credential: { readonly merchantId: string; readonly id: string },
): Promise<boolean> {
  const { merchantId, id } = credential;
  return queries.revokeCredentialRow(transaction, { merchantId, id, now: core.wire.now() });
}

/**
 * Lets a credential be used from these addresses and ranges only, from now on; from any, with none.
 *
 * @returns false if the merchant has no such live credential
 */
export function setAllowlist(
  transaction: Transaction,
  credential: { readonly merchantId: string; readonly id: string; readonly allowlist: readonly string[] },
): Promise<boolean> {
  const { merchantId, id, allowlist } = credential;
  return queries.updateAllowlist(transaction, { merchantId, id, allowlist: JSON.stringify(allowlist) });
}

/** Every merchant's credentials, live or not, without their secrets. */
export async function* everyCredential(reader: Reader): AsyncGenerator<CredentialSummary> {
  let after = { merchantId: '', id: '' };
  for (;;) {
    const rows = await queries.selectCredentials(reader, { after, limit: CREDENTIALS_PER_PAGE });
    yield* rows.map(summaryOf);
    const last = rows.at(-1);
    if (last === undefined || rows.length < CREDENTIALS_PER_PAGE) return;
    after = last;
  }
}

/** All credentials a merchant ever had, oldest first, without their secrets. */
export async function listCredentials(
  reader: Reader,
  merchantId: string,
): Promise<readonly CredentialSummary[]> {
  return (await queries.selectCredentialsOfMerchant(reader, merchantId)).map(summaryOf);
}

/** For modules of the core that find the row another way. */
export function credentialOf(core: Core, row: queries.CredentialRow): Credential {
  return core.unsealed.get(stampOf(row), () => {
    const summary = summaryOf(row);
    const context = sealingContext(row.merchantId, row.id);
    const secrets = openJson<Record<string, string>>(core.sealer, row.sealedFields, context);
    return { ...summary, fields: secretFields({ ...summary.public, ...secrets }) };
  });
}

/** A live credential, if it was read before and nothing of it has changed since. */
export function rememberedCredential(core: Core, stamp: queries.CredentialStamp): Credential | undefined {
  return core.unsealed.find(stampOf(stamp));
}

/** Of a live row only the allowlist ever changes. */
function stampOf({ id, allowlist }: queries.CredentialStamp): string {
  return `${id} ${allowlist}`;
}

function summaryOf({
  publicFields,
  sealedFields: _,
  allowlist,
  ...row
}: queries.CredentialRow): CredentialSummary {
  return { ...row, public: JSON.parse(publicFields), allowlist: JSON.parse(allowlist) };
}

function sealingContext(merchantId: string, recordId: string): SealingContext {
  return { merchantId, recordId, purpose: 'credential secrets' };
}
