import type { Reader, Row, Transaction } from '../store.ts';
import type { CallbackKey } from './callbacks.ts';
import { bytesOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export interface AttemptRow {
  readonly merchantId: string;
  readonly callbackId: string;
  readonly id: string;
  readonly round: number;
  /** Within its round, from 1. */
  readonly number: number;
  /** When it began, of the machine's clock. */
  readonly at: number;
  readonly durationMilliseconds: number;
  /** The answer's, if there was one. */
  readonly status?: number;
  /** Why it is none that was acknowledged. */
  readonly failure?: string;
  /** Where it was sent, and how the answer begins. */
  readonly sealedSent: Uint8Array;
}

const COLUMNS =
  'merchant_id, callback_id, id, round, number, at, duration_milliseconds, status, failure, sent';

const INSERT = `insert into callback_attempts (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

export async function insertAttempt(transaction: Transaction, attempt: AttemptRow): Promise<void> {
  await transaction.run(INSERT, [
    attempt.merchantId,
    attempt.callbackId,
    attempt.id,
    attempt.round,
    attempt.number,
    attempt.at,
    attempt.durationMilliseconds,
    attempt.status ?? null,
    attempt.failure ?? null,
    attempt.sealedSent,
  ]);
}

const SELECT = `select ${COLUMNS} from callback_attempts where merchant_id = $1 and callback_id = $2
  order by id desc limit $3`;

/** The latest first. */
export async function selectAttempts(
  reader: Reader,
  { merchantId, id }: CallbackKey,
  limit: number,
): Promise<readonly AttemptRow[]> {
  return (await reader.all(SELECT, [merchantId, id, limit])).map(attemptOf);
}

function attemptOf(row: Row): AttemptRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    callbackId: textOf(row, 'callback_id'),
    id: textOf(row, 'id'),
    round: numberOf(row, 'round'),
    number: numberOf(row, 'number'),
    at: numberOf(row, 'at'),
    durationMilliseconds: numberOf(row, 'duration_milliseconds'),
    status: optional(row, 'status', numberOf),
    failure: optional(row, 'failure', textOf),
    sealedSent: bytesOf(row, 'sent'),
  });
}
