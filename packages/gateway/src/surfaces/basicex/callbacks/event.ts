import type { HappenedEvent } from '../../../callbacks/port.ts';
import type { Core } from '../../../core/index.ts';

/** An event as BasicEx names it. */
export interface Told {
  /** `invoice.completed` … (https://developers.basicex.com/en/openapi_v2/notifications-codes.html). */
  readonly type: string;
  /** The invoice's or payout's number. */
  readonly objectId: string;
  /** As it was registered with the payment, byte for byte; absent where it is the account's. */
  readonly notificationUrl?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a merchant is told of an event; undefined where it is nothing. */
export type Teller = (core: Core, event: HappenedEvent) => Promise<Told | undefined>;

/**
 * The body of the first attempt, in the order and spelling of those that were observed: compact, decimals and 64-bit integers as
 * text, 32-bit ones as numbers.
 */
export function writeEvent({ id, createdAt }: HappenedEvent, { type, objectId, data }: Told): string {
  const created = String(createdAt);
  return JSON.stringify({ id, objectId, object: 'event', created, type, data, retriesNum: 0 });
}

/** The body of a later attempt: how many came before stands at its end. */
export function withRetries(body: string, retries: number): string {
  return body.replace(/"retriesNum":\d+\}$/u, `"retriesNum":${retries}}`);
}
