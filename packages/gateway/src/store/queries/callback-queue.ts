import type { Reader, Transaction } from '../store.ts';
import type { EndpointKey } from './callback-endpoints.ts';
import { CALLBACK_COLUMNS, type CallbackKey, type CallbackRow, callbackOf } from './callbacks.ts';
import { numberOf } from './row.ts';

const WAITING = `from callbacks where merchant_id = $1 and dialect = $2 and endpoint = $3 and state = 'pending'`;
const SELECT_DUE = `select ${CALLBACK_COLUMNS} ${WAITING} and due_at <= $4 order by due_at, sequence limit $5`;

/** What is due at an endpoint, the longest overdue first, and else in the order in which it happened. */
export async function selectDueCallbacks(
  reader: Reader,
  { merchantId, dialect, name }: EndpointKey,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly CallbackRow[]> {
  return (await reader.all(SELECT_DUE, [merchantId, dialect, name, now, limit])).map(callbackOf);
}

const SELECT_NEXT_DUE = `select due_at ${WAITING} order by due_at, sequence limit 1`;

/** When the next is due at an endpoint, or was. */
export async function selectNextCallbackDueAt(
  reader: Reader,
  { merchantId, dialect, name }: EndpointKey,
): Promise<number | undefined> {
  const row = await reader.get(SELECT_NEXT_DUE, [merchantId, dialect, name]);
  return row && numberOf(row, 'due_at');
}

const UPDATE_ATTEMPTED = `update callbacks set state = $4, due_at = $5, first_at = $6, tried = tried + 1, attempts = attempts + 1,
    failure = $7, updated_at = $8
  where merchant_id = $1 and id = $2 and round = $3 and state = 'pending'`;

/** What came of an attempt, unless the callback was delivered or replayed meanwhile. */
export async function updateAttempted(
  transaction: Transaction,
  { merchantId, id, round }: CallbackKey & { readonly round: number },
  outcome: {
    readonly state: 'pending' | 'delivered' | 'exhausted';
    readonly dueAt?: number;
    readonly firstAt: number;
    readonly failure?: string;
    readonly now: number;
  },
): Promise<void> {
  const { state, dueAt, firstAt, failure, now } = outcome;
  await transaction.run(UPDATE_ATTEMPTED, [
    merchantId,
    id,
    round,
    state,
    dueAt ?? null,
    firstAt,
    failure ?? null,
    now,
  ]);
}

const POSTPONE = `update callbacks set due_at = $4, failure = $5, updated_at = $6
  where merchant_id = $1 and id = $2 and round = $3 and state = 'pending'`;

/** It was not attempted. */
export async function postponeCallback(
  transaction: Transaction,
  { merchantId, id, round }: CallbackKey & { readonly round: number },
  { dueAt, failure, now }: { readonly dueAt: number; readonly failure: string; readonly now: number },
): Promise<void> {
  await transaction.run(POSTPONE, [merchantId, id, round, dueAt, failure, now]);
}

const REPLAY = `update callbacks set state = case state when 'unrendered' then 'unrendered' else 'pending' end, due_at = $3,
    round = round + 1, tried = 0, first_at = null, updated_at = $3
  where merchant_id = $1 and id = $2`;

/** Begins another round. @returns whether there is such a callback */
export async function beginRound(
  transaction: Transaction,
  { merchantId, id }: CallbackKey,
  now: number,
): Promise<boolean> {
  return (await transaction.run(REPLAY, [merchantId, id, now])) === 1;
}
