import type { EndpointKind, EndpointRow } from '../store/queries/callback-endpoints.ts';
import type { CallbackSchedule } from './port.ts';
import { nextDelayMilliseconds, retryAfterMilliseconds } from './schedule.ts';
import type { SendResult } from './sender.ts';

/** What becomes of a callback after an attempt. */
export type Judgement =
  | { readonly state: 'delivered' }
  | {
      readonly state: 'pending' | 'exhausted';
      readonly failure: string;
      /** Of the gateway's clock, if it is to be tried again. */
      readonly dueAt?: number;
      /** Nothing else is sent to the endpoint before. */
      readonly heldUntil?: number;
      /** The server says that nobody is there, and never will be. */
      readonly isGone: boolean;
    };

export interface Attempted {
  readonly result: SendResult;
  readonly isAcknowledged: boolean;
  /** In this round, this one included. */
  readonly tried: number;
  readonly kind: EndpointKind;
}

export interface Moment {
  /** Of the gateway's clock. */
  readonly now: number;
  /** Of the machine's, which servers' dates are near. */
  readonly wireNow: number;
  /** From 0 to 1. */
  readonly chance: number;
}

const GONE = 410;

export function judge(attempted: Attempted, schedule: CallbackSchedule, moment: Moment): Judgement {
  const { result, isAcknowledged, tried, kind } = attempted;
  if (isAcknowledged) return { state: 'delivered' };
  const failure = failureOf(result);
  const isGone = result.ok && result.status === GONE;
  const delay = nextDelayMilliseconds(schedule, tried, moment.chance);
  const retryAfter = result.ok ? retryAfterMilliseconds(result, moment.wireNow) : undefined;
  const hold = retryAfter === undefined ? {} : { heldUntil: moment.now + retryAfter };
  // An account's address that is gone may be replaced, and then this is told; a payment's is all that there is.
  if (delay === undefined || (isGone && kind === 'payments')) {
    return { state: 'exhausted', failure, isGone, ...hold };
  }
  const dueAt = moment.now + Math.max(delay, retryAfter ?? 0);
  return { state: 'pending', failure, isGone, dueAt, ...hold };
}

/** Typed: what the sender calls it, or that the answer is no acknowledgement. */
function failureOf(result: SendResult): string {
  if (!result.ok) return result.code;
  return result.status >= 200 && result.status < 300 ? 'not_acknowledged' : 'status_not_accepted';
}

/** Ours, as Svix: a server that is down over a long weekend is not given up. */
const FAILING_MILLISECONDS_MAXIMUM = 5 * 24 * 3_600_000;
/** Ours: two attempts far apart say little of what was in between. */
const FAILURES_MINIMUM = 20;

/**
 * Why to send no more to an endpoint, after a failure that is counted already; undefined if there is no reason to.
 *
 * @param wireNow of the machine's clock: advancing the sandbox's time makes no server fail for longer
 */
export function whyPause(
  { kind, failures, failingSince }: Pick<EndpointRow, 'kind' | 'failures' | 'failingSince'>,
  { isGone, failure }: { readonly isGone: boolean; readonly failure: string },
  wireNow: number,
): string | undefined {
  if (isGone && kind === 'account') return `it answered ${GONE}: gone for good`;
  if (failingSince === undefined || failures < FAILURES_MINIMUM) return undefined;
  if (wireNow - failingSince < FAILING_MILLISECONDS_MAXIMUM) return undefined;
  const since = new Date(failingSince).toISOString();
  return `all of ${failures} attempts since ${since} have failed, the last with ${failure}`;
}
