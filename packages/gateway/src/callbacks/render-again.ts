import { upsertEndpointDue } from '../store/queries/callback-endpoints.ts';
import {
  type CallbackRow,
  deleteUnrendered,
  selectUnrenderedCallbacks,
  updateRendered,
  updateUnrendered,
} from '../store/queries/callbacks.ts';
import { selectEvents } from '../store/queries/outbox.ts';
import type { Transaction } from '../store/store.ts';
import { kindOf } from './addresses.ts';
import type { CallbackContext } from './context.ts';
import { type Dialects, type Rendering, renderEvent, renderingDelayMilliseconds } from './render.ts';

const CALLBACKS_MAXIMUM = 20;

/** Asks dialects again how an event looks, where they could not say. */
export async function renderAgain(context: CallbackContext, dialects: Dialects): Promise<void> {
  const now = context.environment.now();
  const due = await selectUnrenderedCallbacks(context.reader, { now, limit: CALLBACKS_MAXIMUM });
  for (const callback of due) {
    const rendering = await renderOne(context, dialects, callback);
    await context.perform((transaction) => keep(transaction, callback, rendering, now));
  }
}

async function renderOne(
  context: CallbackContext,
  dialects: Dialects,
  { sequence }: CallbackRow,
): Promise<Rendering> {
  const [event] = await selectEvents(context.reader, { first: sequence, last: sequence }, 1);
  return event === undefined
    ? { outcome: 'failed', failure: 'its event is not in the outbox any more' }
    : renderEvent(context, dialects, event);
}

async function keep(
  transaction: Transaction,
  callback: CallbackRow,
  rendering: Rendering,
  now: number,
): Promise<void> {
  if (rendering.outcome === 'nothing') return deleteUnrendered(transaction, callback);
  if (rendering.outcome === 'failed') {
    const dueAt = now + renderingDelayMilliseconds(callback.attempts + 1);
    return updateUnrendered(transaction, callback, { dueAt, failure: rendering.failure, now });
  }
  if (!(await updateRendered(transaction, callback, rendering.content, now))) return;
  const { merchantId, dialect } = callback;
  const name = rendering.content.endpoint;
  await upsertEndpointDue(transaction, { merchantId, dialect, name }, { kind: kindOf(name), now });
}
