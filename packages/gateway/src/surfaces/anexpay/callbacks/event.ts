import type { HappenedEvent } from '../../../callbacks/port.ts';
import type { Core } from '../../../core/index.ts';

/** docs.anexpay.com/8422898m0 shows the last; the other three are of the same service, developer.wcheckout.app/7443464m0. */
export type EventType =
  | 'CHECKOUT_ORDER_CHANGED'
  | 'REFUND_ORDER_CHANGED'
  | 'SETTLEMENT_ORDER_CHANGED'
  | 'ABNORMAL_PAYMENT';

export interface Told {
  readonly eventType: EventType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What a merchant is told of an event; undefined where it is nothing. */
export type Teller = (core: Core, event: HappenedEvent) => Promise<Told | undefined>;

/** By which a merchant knows a repeat. The samples have 12 digits of chance; with all of the id's no two are ever the same (ours). */
export function eventIdOf({ id }: HappenedEvent): string {
  return `evt_${id.replaceAll('-', '')}`;
}

/** Compact, and its time in seconds, other than the header's. */
export function writeEvent(event: HappenedEvent, { eventType, data }: Told): string {
  const timestamp = Math.floor(event.createdAt / 1_000);
  return JSON.stringify({ eventId: eventIdOf(event), eventType, timestamp, data });
}

/** `2025-11-23 11:27:29`, as in the samples, which name no zone. UTC is ours. */
export function timesOf(
  { createdAt }: { readonly createdAt: number },
  event: HappenedEvent,
): { readonly createdTime: string; readonly updatedTime: string } {
  return { createdTime: localTime(createdAt), updatedTime: localTime(event.createdAt) };
}

function localTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

/** A payment that an event is about. @throws Error if there is none: payments are never deleted */
export function present<T>(found: T | undefined, { id, subjectId }: HappenedEvent): T {
  if (found === undefined) throw new Error(`${subjectId} of event ${id} is gone`);
  return found;
}
