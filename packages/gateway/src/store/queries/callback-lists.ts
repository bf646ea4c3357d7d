import type { Reader, Row } from '../store.ts';
import type { EndpointState } from './callback-endpoints.ts';
import {
  CALLBACK_NAMES,
  type CallbackKey,
  type CallbackRow,
  type CallbackState,
  callbackOf,
} from './callbacks.ts';
import { optional, textOf, withoutUndefined } from './row.ts';

/** A callback with what has become of its endpoint. */
export interface ListedCallbackRow extends CallbackRow {
  readonly endpointState?: EndpointState;
  readonly endpointReason?: string;
}

const LISTED = CALLBACK_NAMES.map((name) => `callbacks.${name}`).join(', ');
const FROM = `select ${LISTED}, callback_endpoints.state as endpoint_state, callback_endpoints.reason as endpoint_reason
  from callbacks left join callback_endpoints on callback_endpoints.merchant_id = callbacks.merchant_id
    and callback_endpoints.dialect = callbacks.dialect and callback_endpoints.name = callbacks.endpoint
  where callbacks.merchant_id = $1`;
const SELECT = `${FROM} and callbacks.id = $2`;

export async function selectCallback(
  reader: Reader,
  { merchantId, id }: CallbackKey,
): Promise<ListedCallbackRow | undefined> {
  const row = await reader.get(SELECT, [merchantId, id]);
  return row && listedCallbackOf(row);
}

/** `undeliverable` is what waits for an endpoint that has no address, or is paused; `pending` what waits for its time. */
export type ListedState = CallbackState | 'undeliverable';

export interface CallbackFilter {
  readonly merchantId: string;
  readonly dialect?: string;
  /** The payment's. */
  readonly subjectId?: string;
  readonly state?: ListedState;
}

/** In the words of the partial indexes. */
const IN_STATE: Readonly<Record<ListedState, string>> = {
  unrendered: "callbacks.state <> 'delivered' and callbacks.state = 'unrendered'",
  pending: `callbacks.state <> 'delivered' and callbacks.state = 'pending' and callback_endpoints.state = 'active'`,
  undeliverable: `callbacks.state <> 'delivered' and callbacks.state = 'pending' and callback_endpoints.state <> 'active'`,
  exhausted: "callbacks.state <> 'delivered' and callbacks.state = 'exhausted'",
  delivered: "callbacks.state = 'delivered'",
};

/** A page of callbacks, newest first, before the one of id `beforeId`. */
export async function selectCallbacks(
  reader: Reader,
  { merchantId, dialect, subjectId, state }: CallbackFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly ListedCallbackRow[]> {
  const parameters: (string | number)[] = [merchantId];
  const where = (comparison: string, value: string | undefined) =>
    value === undefined ? '' : ` and callbacks.${comparison} $${parameters.push(value)}`;
  const filter = [
    where('dialect =', dialect),
    where('subject_id =', subjectId),
    state === undefined ? '' : ` and ${IN_STATE[state]}`,
    where('id <', beforeId),
  ].join('');
  const sql = `${FROM}${filter} order by callbacks.id desc limit $${parameters.push(limit)}`;
  return (await reader.all(sql, parameters)).map(listedCallbackOf);
}

function listedCallbackOf(row: Row): ListedCallbackRow {
  return {
    ...callbackOf(row),
    ...withoutUndefined({
      endpointState: optional(row, 'endpoint_state', textOf) as EndpointState | undefined,
      endpointReason: optional(row, 'endpoint_reason', textOf),
    }),
  };
}
