import type { Reader, Transaction } from '../store.ts';
import { bytesOf, numberOf, textOf } from './row.ts';

export interface AnswerKey {
  readonly merchantId: string;
  readonly dialect: string;
  readonly key: string;
}

export interface AnswerClaim extends AnswerKey {
  readonly fingerprint: string;
  readonly sealed: boolean;
  readonly expiresAt: number;
}

export interface AnswerRow extends AnswerClaim {
  readonly status: number;
  readonly content: Uint8Array;
}

/** Only one that has expired gives way, swept or not: what was once answered stays the answer. */
const CLAIM = `insert into answers (merchant_id, dialect, request_key, fingerprint, sealed, expires_at, status, content)
  values ($1, $2, $3, $4, $5, $6, 0, $7)
  on conflict (merchant_id, dialect, request_key) do update
  set fingerprint = excluded.fingerprint, sealed = excluded.sealed, expires_at = excluded.expires_at,
    status = excluded.status, content = excluded.content
  where answers.expires_at < $8`;

const NO_CONTENT = new Uint8Array();

/** @returns whether this is the first claim of the key: of any number at once, in any number of processes, one is. */
export async function claimAnswer(
  transaction: Transaction,
  { merchantId, dialect, key, fingerprint, sealed, expiresAt }: AnswerClaim,
  now: number,
): Promise<boolean> {
  const claim = [merchantId, dialect, key, fingerprint, sealed ? 1 : 0, expiresAt, NO_CONTENT, now];
  return (await transaction.run(CLAIM, claim)) === 1;
}

const UPDATE = `update answers set status = $4, content = $5
  where merchant_id = $1 and dialect = $2 and request_key = $3`;

/** Puts the answer to its claim, in the same transaction. */
export async function updateAnswer(
  transaction: Transaction,
  answer: AnswerKey & { readonly status: number; readonly content: Uint8Array },
): Promise<void> {
  const { merchantId, dialect, key, status, content } = answer;
  await transaction.run(UPDATE, [merchantId, dialect, key, status, content]);
}

const SELECT = `select fingerprint, status, content, sealed, expires_at from answers
  where merchant_id = $1 and dialect = $2 and request_key = $3`;

export async function selectAnswer(
  reader: Reader,
  { merchantId, dialect, key }: AnswerKey,
): Promise<AnswerRow | undefined> {
  const row = await reader.get(SELECT, [merchantId, dialect, key]);
  if (row === undefined) return undefined;
  return {
    merchantId,
    dialect,
    key,
    fingerprint: textOf(row, 'fingerprint'),
    status: numberOf(row, 'status'),
    content: bytesOf(row, 'content'),
    sealed: numberOf(row, 'sealed') === 1,
    expiresAt: numberOf(row, 'expires_at'),
  };
}
