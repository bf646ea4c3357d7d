import type { Reader, Transaction } from '../store.ts';
import { integerOf } from './row.ts';

export interface ClaimRow {
  readonly merchantId: string;
  readonly credentialId: string;
  readonly rule: string;
  readonly value: string;
  readonly expiresAt: number;
}

/** A claim that has expired is free again, swept or not. */
const CLAIM = `insert into replay_claims (merchant_id, credential_id, rule, value, expires_at)
  values ($1, $2, $3, $4, $5)
  on conflict (merchant_id, credential_id, rule, value) do update set expires_at = excluded.expires_at
  where replay_claims.expires_at < $6`;

/** @returns whether this is the first claim of the value: of any number at once, in any number of processes, one is. */
export async function claimValue(transaction: Transaction, claim: ClaimRow, now: number): Promise<boolean> {
  const { merchantId, credentialId, rule, value, expiresAt } = claim;
  return (await transaction.run(CLAIM, [merchantId, credentialId, rule, value, expiresAt, now])) === 1;
}

const ADVANCE = `insert into replay_counters (merchant_id, credential_id, last_microseconds) values ($1, $2, $3)
  on conflict (merchant_id, credential_id) do update set last_microseconds = excluded.last_microseconds
  where replay_counters.last_microseconds < excluded.last_microseconds`;

/** @returns whether the counter was lower, and now stands at `microseconds`. */
export async function advanceCounter(
  transaction: Transaction,
  counter: { readonly merchantId: string; readonly credentialId: string; readonly microseconds: bigint },
): Promise<boolean> {
  const { merchantId, credentialId, microseconds } = counter;
  return (await transaction.run(ADVANCE, [merchantId, credentialId, microseconds])) === 1;
}

const SELECT_COUNTER =
  'select last_microseconds from replay_counters where merchant_id = $1 and credential_id = $2';

export async function selectCounter(
  reader: Reader,
  counter: { readonly merchantId: string; readonly credentialId: string },
): Promise<bigint | undefined> {
  const row = await reader.get(SELECT_COUNTER, [counter.merchantId, counter.credentialId]);
  return row && integerOf(row, 'last_microseconds');
}
