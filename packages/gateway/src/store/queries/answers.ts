import type { Reader, Transaction } from '../store.ts';
import { bytesOf, numberOf, textOf } from './row.ts';

export interface AnswerRow {
  readonly merchantId: string;
  readonly dialect: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly status: number;
  readonly content: Uint8Array;
  readonly sealed: boolean;
  readonly expiresAt: number;
}

const SELECT = `select fingerprint, status, content, sealed, expires_at from answers
  where merchant_id = $1 and dialect = $2 and request_key = $3`;

export async function selectAnswer(
  reader: Reader,
  answer: { readonly merchantId: string; readonly dialect: string; readonly key: string },
): Promise<AnswerRow | undefined> {
  const { merchantId, dialect, key } = answer;
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

/** Only an answer that expires before `replaceable` gives way: what was once answered stays the answer. */
const INSERT = `insert into answers (merchant_id, dialect, request_key, fingerprint, status, content, sealed, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (merchant_id, dialect, request_key) do update
  set fingerprint = excluded.fingerprint, status = excluded.status, content = excluded.content,
    sealed = excluded.sealed, expires_at = excluded.expires_at
  where answers.expires_at < $9`;

export async function insertAnswer(
  transaction: Transaction,
  answer: AnswerRow,
  replaceable: number,
): Promise<boolean> {
  const { merchantId, dialect, key, fingerprint, status, content, sealed, expiresAt } = answer;
  const parameters = [
    merchantId,
    dialect,
    key,
    fingerprint,
    status,
    content,
    sealed ? 1 : 0,
    expiresAt,
    replaceable,
  ];
  return (await transaction.run(INSERT, parameters)) === 1;
}
