import type { Reader, Transaction } from '../store.ts';
import { ENDPOINT_COLUMNS, type EndpointKey, type EndpointRow, endpointOf } from './callback-endpoints.ts';

/** The store's clock: processes whose own differ agree on it. */
const NOW = "cast(unixepoch('subsec') * 1000 as bigint)";

/** In the words of the partial indexes. */
const SOUND = "state = 'active' and failing_since is null";
const FAILING = "state = 'active' and failing_since is not null";

const selectDue = (which: string) => `select ${ENDPOINT_COLUMNS} from callback_endpoints
  where ${which} and due_at <= $1 and leased_until <= ${NOW} order by due_at limit $2`;

const SELECT_SOUND = selectDue(SOUND);
const SELECT_FAILING = selectDue(FAILING);

interface DueOptions {
  /** Of the gateway's clock. */
  readonly now: number;
  readonly limit: number;
}

/** Those to which something may be sent, and nobody does, the longest overdue first; without those that fail. */
export async function selectDueEndpoints(
  reader: Reader,
  { now, limit }: DueOptions,
): Promise<readonly EndpointRow[]> {
  return (await reader.all(SELECT_SOUND, [now, limit])).map(endpointOf);
}

/** The same, of those that fail. */
export async function selectFailingDueEndpoints(
  reader: Reader,
  { now, limit }: DueOptions,
): Promise<readonly EndpointRow[]> {
  return (await reader.all(SELECT_FAILING, [now, limit])).map(endpointOf);
}

const CLAIM = `update callback_endpoints set lease = $4, leased_until = ${NOW} + $5
  where merchant_id = $1 and dialect = $2 and name = $3 and state = 'active' and leased_until <= ${NOW}`;

/** @returns whether it is ours: of several processes, one's */
export async function claimEndpoint(
  transaction: Transaction,
  { merchantId, dialect, name }: EndpointKey,
  { lease, milliseconds }: { readonly lease: string; readonly milliseconds: number },
): Promise<boolean> {
  return (await transaction.run(CLAIM, [merchantId, dialect, name, lease, milliseconds])) === 1;
}

const RELEASE = `update callback_endpoints set lease = null, leased_until = 0, held_until = $5, due_at = $6
  where merchant_id = $1 and dialect = $2 and name = $3 and lease = $4`;

/** Gives it back, if it is ours still. */
export async function releaseEndpoint(
  transaction: Transaction,
  { merchantId, dialect, name }: EndpointKey,
  {
    lease,
    heldUntil,
    dueAt,
  }: { readonly lease: string; readonly heldUntil: number; readonly dueAt?: number },
): Promise<void> {
  await transaction.run(RELEASE, [merchantId, dialect, name, lease, heldUntil, dueAt ?? null]);
}

const breakAll = (which: string) => `update callback_endpoints set lease = null, leased_until = 0
  where ${which} and due_at >= 0 and lease is not null`;

const BREAK = { sound: breakAll(SOUND), failing: breakAll(FAILING) };

/** Where no other process can be: takes back what an earlier one had when it died. */
export async function breakLeases(transaction: Transaction, which: keyof typeof BREAK): Promise<void> {
  await transaction.run(BREAK[which]);
}
