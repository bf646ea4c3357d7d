import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** `account`: an address that the merchant's account has for a purpose; `payments`: a server that came with payments. */
export type EndpointKind = 'account' | 'payments';
export type EndpointState = 'active' | 'paused' | 'unset';

export interface EndpointKey {
  readonly merchantId: string;
  readonly dialect: string;
  /** The purpose, or the origin of addresses that came with payments. */
  readonly name: string;
}

export interface EndpointRow extends EndpointKey {
  readonly kind: EndpointKind;
  /** Of an account's. */
  readonly url?: string;
  readonly state: EndpointState;
  /** Why it is paused. */
  readonly reason?: string;
  /** What the merchant has instead of the dialect's, as JSON. */
  readonly schedule?: string;
  /** Of the machine's clock; undefined if the last attempt succeeded. */
  readonly failingSince?: number;
  /** Failed attempts since the last that succeeded. */
  readonly failures: number;
  /** Nothing is sent before: its server asked for that, or nothing can be signed. */
  readonly heldUntil: number;
  /** When something may next be sent, of the gateway's clock; undefined if nothing waits. */
  readonly dueAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export const ENDPOINT_COLUMNS = `merchant_id, dialect, name, kind, url, state, reason, schedule, failing_since, failures, held_until, due_at,
  created_at, updated_at`;

const BY_KEY = 'where merchant_id = $1 and dialect = $2 and name = $3';

const parametersOf = ({ merchantId, dialect, name }: EndpointKey) => [merchantId, dialect, name] as const;

const SELECT = `select ${ENDPOINT_COLUMNS} from callback_endpoints ${BY_KEY}`;

export async function selectEndpoint(reader: Reader, key: EndpointKey): Promise<EndpointRow | undefined> {
  const row = await reader.get(SELECT, parametersOf(key));
  return row && endpointOf(row);
}

/** The same, kept from changing until the transaction ends: nothing is added to its queue meanwhile. */
export async function lockEndpoint(
  transaction: Transaction,
  key: EndpointKey,
): Promise<EndpointRow | undefined> {
  const row = await transaction.lock(SELECT, parametersOf(key));
  return row && endpointOf(row);
}

/** When it is due once something more is due at `excluded.due_at`. A hold lasts. */
const SOONER = `case
    when callback_endpoints.due_at <= excluded.due_at then callback_endpoints.due_at
    when callback_endpoints.held_until > excluded.due_at then callback_endpoints.held_until
    else excluded.due_at
  end`;

const ENQUEUE = `insert into callback_endpoints (merchant_id, dialect, name, kind, state, failures, held_until, due_at, leased_until,
    created_at, updated_at)
  values ($1, $2, $3, $4, $5, 0, 0, $6, 0, $6, $6)
  on conflict (merchant_id, dialect, name) do update set due_at = ${SOONER}`;

/** Notes that something waits for it since `now`, and makes it if it is new: one of an account without an address. */
export async function upsertEndpointDue(
  transaction: Transaction,
  key: EndpointKey,
  { kind, now }: { readonly kind: EndpointKind; readonly now: number },
): Promise<void> {
  const state: EndpointState = kind === 'account' ? 'unset' : 'active';
  await transaction.run(ENQUEUE, [...parametersOf(key), kind, state, now]);
}

const SET = `insert into callback_endpoints (merchant_id, dialect, name, kind, url, state, failures, held_until, due_at, leased_until,
    created_at, updated_at)
  values ($1, $2, $3, 'account', $4, 'active', 0, 0, $5, 0, $5, $5)
  on conflict (merchant_id, dialect, name) do update set url = $4, state = 'active', reason = null, failing_since = null,
    failures = 0, held_until = 0, due_at = $5, updated_at = $5`;

/** Gives an account its address: what waited is due, whatever the former address had come to. */
export async function upsertEndpointUrl(
  transaction: Transaction,
  key: EndpointKey,
  { url, now }: { readonly url: string; readonly now: number },
): Promise<void> {
  await transaction.run(SET, [...parametersOf(key), url, now]);
}

const UNSET = `update callback_endpoints set url = null, state = 'unset', reason = null, updated_at = $4
  ${BY_KEY} and kind = 'account'`;

/** @returns whether there was one */
export async function clearEndpointUrl(
  transaction: Transaction,
  key: EndpointKey,
  now: number,
): Promise<boolean> {
  return (await transaction.run(UNSET, [...parametersOf(key), now])) === 1;
}

const SET_SCHEDULE = `insert into callback_endpoints (merchant_id, dialect, name, kind, state, schedule, failures, held_until,
    leased_until, created_at, updated_at)
  values ($1, $2, $3, 'account', 'unset', $4, 0, 0, 0, $5, $5)
  on conflict (merchant_id, dialect, name) do update set schedule = $4, updated_at = $5`;

export async function upsertEndpointSchedule(
  transaction: Transaction,
  key: EndpointKey,
  { schedule, now }: { readonly schedule: string | undefined; readonly now: number },
): Promise<void> {
  await transaction.run(SET_SCHEDULE, [...parametersOf(key), schedule ?? null, now]);
}

const PAUSE = `update callback_endpoints set state = 'paused', reason = $4, updated_at = $5
  ${BY_KEY} and state <> 'unset'`;

/** @returns whether there was one with an address */
export async function pauseEndpointRow(
  transaction: Transaction,
  key: EndpointKey,
  { reason, now }: { readonly reason: string; readonly now: number },
): Promise<boolean> {
  return (await transaction.run(PAUSE, [...parametersOf(key), reason, now])) === 1;
}

const RESUME = `update callback_endpoints set state = 'active', reason = null, failing_since = null, failures = 0, held_until = 0,
    due_at = $4, updated_at = $4
  ${BY_KEY} and state = 'paused'`;

/** What waited is due. @returns whether it was paused */
export async function resumeEndpointRow(
  transaction: Transaction,
  key: EndpointKey,
  now: number,
): Promise<boolean> {
  return (await transaction.run(RESUME, [...parametersOf(key), now])) === 1;
}

const NOTE_FAILURE = `update callback_endpoints set failures = failures + 1, failing_since = coalesce(failing_since, $4),
    updated_at = $5
  ${BY_KEY}`;

export async function noteEndpointFailure(
  transaction: Transaction,
  key: EndpointKey,
  { failedAt, now }: { readonly failedAt: number; readonly now: number },
): Promise<void> {
  await transaction.run(NOTE_FAILURE, [...parametersOf(key), failedAt, now]);
}

const NOTE_SUCCESS = `update callback_endpoints set failures = 0, failing_since = null, updated_at = $4
  ${BY_KEY} and failing_since is not null`;

export async function noteEndpointSuccess(
  transaction: Transaction,
  key: EndpointKey,
  now: number,
): Promise<void> {
  await transaction.run(NOTE_SUCCESS, [...parametersOf(key), now]);
}

export interface EndpointFilter {
  readonly merchantId?: string;
  readonly dialect?: string;
  readonly state?: 'paused';
}

/** A page of endpoints in the order of their keys, after one; `''` comes before all. */
export async function selectEndpoints(
  reader: Reader,
  { merchantId, dialect, state }: EndpointFilter,
  { after, limit }: { readonly after: EndpointKey; readonly limit: number },
): Promise<readonly EndpointRow[]> {
  const parameters: (string | number)[] = [];
  const bind = (value: string | number) => `$${parameters.push(value)}`;
  const conditions = [
    `(merchant_id, dialect, name) > (${parametersOf(after).map(bind).join(', ')})`,
    ...(merchantId === undefined ? [] : [`merchant_id = ${bind(merchantId)}`]),
    ...(dialect === undefined ? [] : [`dialect = ${bind(dialect)}`]),
    ...(state === undefined ? [] : ["state = 'paused'"]),
  ];
  const sql = `select ${ENDPOINT_COLUMNS} from callback_endpoints where ${conditions.join(' and ')}
    order by merchant_id, dialect, name limit ${bind(limit)}`;
  return (await reader.all(sql, parameters)).map(endpointOf);
}

export function endpointOf(row: Row): EndpointRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    dialect: textOf(row, 'dialect'),
    name: textOf(row, 'name'),
    kind: textOf(row, 'kind') as EndpointKind,
    url: optional(row, 'url', textOf),
    state: textOf(row, 'state') as EndpointState,
    reason: optional(row, 'reason', textOf),
    schedule: optional(row, 'schedule', textOf),
    failingSince: optional(row, 'failing_since', numberOf),
    failures: numberOf(row, 'failures'),
    heldUntil: numberOf(row, 'held_until'),
    dueAt: optional(row, 'due_at', numberOf),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  });
}
