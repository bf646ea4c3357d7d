import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export interface CredentialRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** Which of a dialect's ways of signing it serves: a merchant can hold a key and a certificate side by side. */
  readonly kind: string;
  readonly keyId: string;
  readonly loginId?: string;
  /** JSON. */
  readonly publicFields: string;
  readonly sealedFields: Uint8Array;
  /** JSON. */
  readonly allowlist: string;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
}

const COLUMNS =
  'c.merchant_id, c.id, c.dialect, c.kind, c.key_id, c.login_id, c.public_fields, c.sealed_fields, c.allowlist, c.created_at, c.expires_at, c.revoked_at';

const LIVE = "c.state = 'live' and (c.expires_at is null or c.expires_at > $3)";

/** What tells that a credential is live, and whether what is remembered of it still holds. */
export type CredentialStamp = Pick<CredentialRow, 'id' | 'allowlist'>;

const STAMP_COLUMNS = 'c.id, c.allowlist';

function stampOf(row: Row): CredentialStamp {
  return { id: textOf(row, 'id'), allowlist: textOf(row, 'allowlist') };
}

const LIVE_BY_KEY = `from credentials c where c.dialect = $1 and c.key_id = $2 and ${LIVE}`;
const SELECT_STAMPS_BY_KEY = `select ${STAMP_COLUMNS} ${LIVE_BY_KEY}`;

/** As `selectLiveCredentialsByKey`, without what never changes: reading and parsing that takes most of its time. */
export async function selectLiveStampsByKey(
  reader: Reader,
  key: { readonly dialect: string; readonly keyId: string; readonly now: number },
): Promise<readonly CredentialStamp[]> {
  return (await reader.all(SELECT_STAMPS_BY_KEY, [key.dialect, key.keyId, key.now])).map(stampOf);
}

const SELECT_BY_KEY = `select ${COLUMNS} ${LIVE_BY_KEY}`;

export async function selectLiveCredentialsByKey(
  reader: Reader,
  key: { readonly dialect: string; readonly keyId: string; readonly now: number },
): Promise<readonly CredentialRow[]> {
  return (await reader.all(SELECT_BY_KEY, [key.dialect, key.keyId, key.now])).map(credentialOf);
}

const SELECT_BY_LOGIN = `select ${COLUMNS} from credentials c where c.dialect = $1 and c.login_id = $2 and ${LIVE}`;

export async function selectLiveCredentialByLogin(
  reader: Reader,
  login: { readonly dialect: string; readonly loginId: string; readonly now: number },
): Promise<CredentialRow | undefined> {
  const row = await reader.get(SELECT_BY_LOGIN, [login.dialect, login.loginId, login.now]);
  return row && credentialOf(row);
}

const LIVE_BY_TOKEN = `from tokens t
  join credentials c on c.merchant_id = t.merchant_id and c.id = t.credential_id
  where t.hash = $1 and c.dialect = $2 and t.expires_at > $3 and ${LIVE}`;
const SELECT_STAMP_BY_TOKEN = `select ${STAMP_COLUMNS} ${LIVE_BY_TOKEN}`;

/** As `selectLiveCredentialByToken`, without what never changes. */
export async function selectLiveStampByToken(
  reader: Reader,
  token: { readonly dialect: string; readonly hash: Uint8Array; readonly now: number },
): Promise<CredentialStamp | undefined> {
  const row = await reader.get(SELECT_STAMP_BY_TOKEN, [token.hash, token.dialect, token.now]);
  return row && stampOf(row);
}

const SELECT_BY_TOKEN = `select ${COLUMNS} ${LIVE_BY_TOKEN}`;

/** The credential that a live token was issued for: revoking the credential ends its tokens. */
export async function selectLiveCredentialByToken(
  reader: Reader,
  token: { readonly dialect: string; readonly hash: Uint8Array; readonly now: number },
): Promise<CredentialRow | undefined> {
  const row = await reader.get(SELECT_BY_TOKEN, [token.hash, token.dialect, token.now]);
  return row && credentialOf(row);
}

/** Concatenated, the dialect is no column of an index: else SQLite goes through all merchants' credentials of the dialect. */
const LIVE_OF_MERCHANT = `from credentials c where c.merchant_id = $1 and c.dialect || '' = $2 and ${LIVE} order by c.id desc`;
const SELECT_STAMPS_OF_MERCHANT = `select ${STAMP_COLUMNS} ${LIVE_OF_MERCHANT}`;

/** As `selectLiveCredentialsOfMerchant`, without what never changes. */
export async function selectLiveStampsOfMerchant(
  reader: Reader,
  of: { readonly merchantId: string; readonly dialect: string; readonly now: number },
): Promise<readonly CredentialStamp[]> {
  return (await reader.all(SELECT_STAMPS_OF_MERCHANT, [of.merchantId, of.dialect, of.now])).map(stampOf);
}

const SELECT_LIVE_OF_MERCHANT = `select ${COLUMNS} ${LIVE_OF_MERCHANT}`;

/** Newest first. */
export async function selectLiveCredentialsOfMerchant(
  reader: Reader,
  of: { readonly merchantId: string; readonly dialect: string; readonly now: number },
): Promise<readonly CredentialRow[]> {
  return (await reader.all(SELECT_LIVE_OF_MERCHANT, [of.merchantId, of.dialect, of.now])).map(credentialOf);
}

const SELECT_OF_MERCHANT = `select ${COLUMNS} from credentials c where c.merchant_id = $1 order by c.id`;

/** All a merchant ever had, oldest first. A merchant has a few. */
export async function selectCredentialsOfMerchant(
  reader: Reader,
  merchantId: string,
): Promise<readonly CredentialRow[]> {
  return (await reader.all(SELECT_OF_MERCHANT, [merchantId])).map(credentialOf);
}

const SELECT_PAGE = `select ${COLUMNS} from credentials c where (c.merchant_id, c.id) > ($1, $2)
  order by c.merchant_id, c.id limit $3`;

/** All merchants', those after `after` in the order of merchants and then of age. */
export async function selectCredentials(
  reader: Reader,
  page: { readonly after: { readonly merchantId: string; readonly id: string }; readonly limit: number },
): Promise<readonly CredentialRow[]> {
  const { after, limit } = page;
  return (await reader.all(SELECT_PAGE, [after.merchantId, after.id, limit])).map(credentialOf);
}

const INSERT = `insert into credentials
  (merchant_id, id, dialect, kind, key_id, login_id, public_fields, sealed_fields, allowlist, state, created_at, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'live', $10, $11)
  on conflict do nothing`;

/** @returns false if a live credential of the dialect has that key id or login id. */
export async function insertCredential(transaction: Transaction, row: CredentialRow): Promise<boolean> {
  const { merchantId, id, dialect, kind, keyId, loginId, publicFields, sealedFields, allowlist } = row;
  const inserted = await transaction.run(INSERT, [
    merchantId,
    id,
    dialect,
    kind,
    keyId,
    loginId ?? null,
    publicFields,
    sealedFields,
    allowlist,
    row.createdAt,
    row.expiresAt ?? null,
  ]);
  return inserted === 1;
}

const SET_ALLOWLIST = `update credentials set allowlist = $3
  where merchant_id = $1 and id = $2 and state = 'live'`;

export async function updateAllowlist(
  transaction: Transaction,
  credential: { readonly merchantId: string; readonly id: string; readonly allowlist: string },
): Promise<boolean> {
  const { merchantId, id, allowlist } = credential;
  return (await transaction.run(SET_ALLOWLIST, [merchantId, id, allowlist])) === 1;
}

const REVOKE = `update credentials set state = 'revoked', revoked_at = $3
  where merchant_id = $1 and id = $2 and state = 'live'`;

export async function revokeCredentialRow(
  transaction: Transaction,
  credential: { readonly merchantId: string; readonly id: string; readonly now: number },
): Promise<boolean> {
  return (await transaction.run(REVOKE, [credential.merchantId, credential.id, credential.now])) === 1;
}

/** The dialect concatenated for the same reason as in `LIVE_OF_MERCHANT`. */
const REVOKE_KIND = `update credentials set state = 'revoked', revoked_at = $4
  where merchant_id = $1 and dialect || '' = $2 and kind = $3 and state = 'live'`;

export async function revokeCredentialRowsOfKind(
  transaction: Transaction,
  of: { readonly merchantId: string; readonly dialect: string; readonly kind: string; readonly now: number },
): Promise<number> {
  return transaction.run(REVOKE_KIND, [of.merchantId, of.dialect, of.kind, of.now]);
}

function credentialOf(row: Row): CredentialRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind'),
    keyId: textOf(row, 'key_id'),
    loginId: optional(row, 'login_id', textOf),
    publicFields: textOf(row, 'public_fields'),
    sealedFields: bytesOf(row, 'sealed_fields'),
    allowlist: textOf(row, 'allowlist'),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: optional(row, 'expires_at', numberOf),
    revokedAt: optional(row, 'revoked_at', numberOf),
  });
}
