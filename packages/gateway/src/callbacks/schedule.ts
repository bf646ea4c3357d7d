import type { Header } from '@countersign/signing';
import type { CallbackSchedule } from './port.ts';

/** What a merchant may have instead of its dialect's schedule. */
export interface ScheduleOverride {
  readonly delaysMilliseconds: readonly number[];
  readonly timeoutMilliseconds?: number;
}

/** The override cannot be kept. */
export class CallbackScheduleError extends Error {
  override readonly name = 'CallbackScheduleError';
}

const DELAYS_MAXIMUM = 50;
const DELAY_MILLISECONDS_MAXIMUM = 30 * 24 * 3_600_000;
const TIMEOUT_MILLISECONDS_MINIMUM = 100;
/** Of any attempt: an endpoint's lease outlasts it. */
export const TIMEOUT_MILLISECONDS_MAXIMUM = 30_000;

/** @throws CallbackScheduleError naming what is out of bounds */
export function writeSchedule({ delaysMilliseconds, timeoutMilliseconds }: ScheduleOverride): string {
  if (delaysMilliseconds.length > DELAYS_MAXIMUM) {
    throw new CallbackScheduleError(`delaysMilliseconds has more than ${DELAYS_MAXIMUM} delays`);
  }
  for (const delay of delaysMilliseconds) {
    requireWithin('a delay', delay, [0, DELAY_MILLISECONDS_MAXIMUM]);
  }
  if (timeoutMilliseconds !== undefined) {
    const bounds = [TIMEOUT_MILLISECONDS_MINIMUM, TIMEOUT_MILLISECONDS_MAXIMUM] as const;
    requireWithin('timeoutMilliseconds', timeoutMilliseconds, bounds);
  }
  return JSON.stringify({ delaysMilliseconds, timeoutMilliseconds });
}

function requireWithin(what: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new CallbackScheduleError(`${what} is ${value}; a whole number from ${least} to ${most} can be kept`);
}

/** The dialect's, with what the merchant has instead. */
export function scheduleFrom(dialects: CallbackSchedule, override: string | undefined): CallbackSchedule {
  const own = override === undefined ? {} : (JSON.parse(override) as ScheduleOverride);
  const merged = { ...dialects, ...own };
  return {
    ...merged,
    timeoutMilliseconds: Math.min(merged.timeoutMilliseconds, TIMEOUT_MILLISECONDS_MAXIMUM),
  };
}

/** Ours: what failed together is not tried together again. Only ever later than the provider says. */
const JITTER_PROPORTION = 0.1;

/**
 * From the end of an attempt to the next.
 *
 * @param tried attempts so far, in this round
 * @param chance from 0 to 1
 * @returns undefined if it was the last
 */
export function nextDelayMilliseconds(
  { delaysMilliseconds }: CallbackSchedule,
  tried: number,
  chance: number,
): number | undefined {
  const delay = delaysMilliseconds[tried - 1];
  return delay === undefined ? undefined : delay + Math.floor(delay * JITTER_PROPORTION * chance);
}

/** Ours: a server that asks for more is asked again all the same. */
export const RETRY_AFTER_MILLISECONDS_MAXIMUM = 3_600_000;

/** What RFC 9110 §10.2.3 says of these: 503 by itself, 429 by RFC 6585 §4. */
const RETRY_AFTER_STATUSES: readonly number[] = [429, 503];

/** How long a server asks to be left alone, within bounds; undefined if it does not. */
export function retryAfterMilliseconds(
  { status, headers }: { readonly status: number; readonly headers: readonly Header[] },
  now: number,
): number | undefined {
  if (!RETRY_AFTER_STATUSES.includes(status)) return undefined;
  const text = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1].trim();
  if (text === undefined) return undefined;
  const milliseconds = /^\d{1,9}$/u.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  if (Number.isNaN(milliseconds)) return undefined;
  return Math.min(Math.max(milliseconds, 0), RETRY_AFTER_MILLISECONDS_MAXIMUM);
}
