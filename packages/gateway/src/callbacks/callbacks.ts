import { type AttemptRow, selectAttempts } from '../store/queries/callback-attempts.ts';
import { upsertEndpointDue } from '../store/queries/callback-endpoints.ts';
import {
  type CallbackFilter,
  type ListedCallbackRow,
  type ListedState,
  selectCallback,
  selectCallbacks,
} from '../store/queries/callback-lists.ts';
import { beginRound } from '../store/queries/callback-queue.ts';
import type { CallbackKey } from '../store/queries/callbacks.ts';
import { kindOf } from './addresses.ts';
import { openContent, openSent } from './content.ts';
import type { CallbackContext } from './context.ts';
import type { Callback } from './port.ts';

export type { CallbackFilter, CallbackKey };

/** A callback, without what it says. Times are Unix milliseconds. */
export interface CallbackSummary extends CallbackKey {
  readonly dialect: string;
  /** The event's: `invoice.paid` … */
  readonly kind: string;
  /** The payment's. */
  readonly subjectId: string;
  /** `undeliverable` until its endpoint has an address, or is resumed. */
  readonly state: ListedState;
  /** Why it is undeliverable, or its last attempt failed. */
  readonly reason?: string;
  readonly endpoint?: string;
  /** By which the merchant knows a repeat. */
  readonly eventId?: string;
  readonly attempts: number;
  /** Of the gateway's clock. */
  readonly nextAttemptAt?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface CallbackAttempts extends CallbackSummary {
  /** What the merchant is told; undefined while that is not known. */
  readonly callback?: Callback;
  /** The latest first, as many as a page holds. */
  readonly made: readonly MadeAttempt[];
}

export interface MadeAttempt extends Pick<AttemptRow, 'round' | 'number' | 'at' | 'durationMilliseconds'> {
  readonly id: string;
  readonly url: string;
  readonly status?: number;
  /** `timeout`, `not_acknowledged` …; undefined if it was acknowledged. */
  readonly failure?: string;
  /** How the answer begins. */
  readonly answer: Uint8Array;
}

/**
 * A page of a merchant's callbacks, newest first.
 *
 * @example const exhausted = await listCallbacks(core, { merchantId, state: 'exhausted' }, { limit: 20 });
 */
export async function listCallbacks(
  { reader }: Pick<CallbackContext, 'reader'>,
  filter: CallbackFilter,
  page: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly CallbackSummary[]> {
  return (await selectCallbacks(reader, filter, page)).map(summaryOf);
}

const ATTEMPTS_SHOWN_MAXIMUM = 100;

/** A callback, what it says, and its attempts; undefined if the merchant has none of that id. */
export async function showCallback(
  context: CallbackContext,
  key: CallbackKey,
): Promise<CallbackAttempts | undefined> {
  const row = await selectCallback(context.reader, key);
  if (row === undefined) return undefined;
  const attempts = await selectAttempts(context.reader, key, ATTEMPTS_SHOWN_MAXIMUM);
  return {
    ...summaryOf(row),
    ...(row.sealedContent && { callback: openContent(context, key, row.sealedContent) }),
    made: attempts.map((each) => madeOf(context, each)),
  };
}

/**
 * Sends a callback again, whatever has become of it: now, signed afresh, and with the whole schedule if that fails.
 *
 * @returns whether the merchant has one of that id
 */
export async function replayCallback(context: CallbackContext, key: CallbackKey): Promise<boolean> {
  const now = context.environment.now();
  return context.perform(async (transaction) => {
    const row = await selectCallback(transaction, key);
    if (row === undefined || !(await beginRound(transaction, key, now))) return false;
    const { merchantId, dialect, endpoint: name } = row;
    if (name !== undefined) {
      await upsertEndpointDue(transaction, { merchantId, dialect, name }, { kind: kindOf(name), now });
    }
    return true;
  });
}

function summaryOf(row: ListedCallbackRow): CallbackSummary {
  const { merchantId, id, dialect, kind, subjectId, attempts, createdAt, updatedAt } = row;
  const isHeldUp = row.state === 'pending' && row.endpointState !== 'active';
  const reason = isHeldUp ? whyHeldUp(row) : row.failure;
  return {
    merchantId,
    id,
    dialect,
    kind,
    subjectId,
    state: isHeldUp ? 'undeliverable' : row.state,
    ...(reason !== undefined && { reason }),
    ...(row.endpoint !== undefined && { endpoint: row.endpoint }),
    ...(row.eventId !== undefined && { eventId: row.eventId }),
    attempts,
    ...(row.dueAt !== undefined && !isHeldUp && { nextAttemptAt: row.dueAt }),
    createdAt,
    updatedAt,
  };
}

function whyHeldUp({ endpointState, endpointReason }: ListedCallbackRow): string {
  return endpointState === 'paused' ? `the endpoint is paused: ${endpointReason}` : 'no address';
}

function madeOf(context: CallbackContext, row: AttemptRow): MadeAttempt {
  const { merchantId, callbackId: _, sealedSent, ...made } = row;
  return { ...made, ...openSent(context, { merchantId, id: row.id }, sealedSent) };
}
