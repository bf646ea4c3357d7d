import { insertAttempt } from '../store/queries/callback-attempts.ts';
import {
  type EndpointRow,
  lockEndpoint,
  noteEndpointFailure,
  noteEndpointSuccess,
  pauseEndpointRow,
} from '../store/queries/callback-endpoints.ts';
import { postponeCallback, updateAttempted } from '../store/queries/callback-queue.ts';
import type { CallbackRow } from '../store/queries/callbacks.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { CallbackContext } from './context.ts';
import { type Judgement, whyPause } from './judge.ts';

type Made = Extract<AttemptOutcome, { outcome: 'made' }>;

/**
 * Keeps what came of an attempt: once that is durable, it is not made again.
 *
 * @param together what this process keeps at the same time shares a commit
 */
export async function settle(
  context: CallbackContext,
  callback: CallbackRow,
  { attempt, firstAt, judgement }: Made,
  together: string,
): Promise<void> {
  const now = context.environment.now();
  await context.perform(
    async (transaction) => {
      await Promise.all([
        updateAttempted(transaction, callback, { ...judgement, firstAt, now }),
        insertAttempt(transaction, attempt),
      ]);
    },
    { together },
  );
}

/** Nothing could be signed: it waits, without counting as an attempt. */
export async function postpone(
  context: CallbackContext,
  callback: CallbackRow,
  { dueAt, failure }: { readonly dueAt: number; readonly failure: string },
): Promise<void> {
  const now = context.environment.now();
  await context.perform((transaction) => postponeCallback(transaction, callback, { dueAt, failure, now }));
}

export async function noteSuccess(context: CallbackContext, endpoint: EndpointRow): Promise<void> {
  const now = context.environment.now();
  await context.perform((transaction) => noteEndpointSuccess(transaction, endpoint, now));
}

/** Counts a failure, and pauses the endpoint if there is a reason to. @returns the reason */
export async function noteFailure(
  context: CallbackContext,
  endpoint: EndpointRow,
  judgement: Exclude<Judgement, { state: 'delivered' }>,
): Promise<string | undefined> {
  const now = context.environment.now();
  const wireNow = context.wire.now();
  return context.perform(async (transaction) => {
    const kept = await lockEndpoint(transaction, endpoint);
    // Another address by now: this is not its failure.
    if (kept === undefined || kept.url !== endpoint.url || kept.state !== 'active') return undefined;
    await noteEndpointFailure(transaction, kept, { failedAt: wireNow, now });
    const counted = { ...kept, failures: kept.failures + 1, failingSince: kept.failingSince ?? wireNow };
    const reason = whyPause(counted, judgement, wireNow);
    if (reason !== undefined) await pauseEndpointRow(transaction, kept, { reason, now });
    return reason;
  });
}
