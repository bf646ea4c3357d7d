import { upsertEndpointDue } from '../store/queries/callback-endpoints.ts';
import { type CallbackRow, insertCallback } from '../store/queries/callbacks.ts';
import { type PlacedEventRow, selectEvents } from '../store/queries/outbox.ts';
import { deleteGap, insertGap, type OutboxGap, selectGaps } from '../store/queries/outbox-gaps.ts';
import type { Transaction } from '../store/store.ts';
import { kindOf } from './addresses.ts';
import type { CallbackContext } from './context.ts';
import { lockPosition, movePosition, readPosition } from './position.ts';
import { rangeWithout } from './ranges.ts';
import { type Dialects, type Rendering, renderEvent, renderingDelayMilliseconds } from './render.ts';

/** Of one transaction. */
const EVENTS_MAXIMUM = 100;
const GAPS_MAXIMUM = 50;

/** The first while, a gap is looked at each time; then after as long as it is old: twice as old each time. */
const GAP_YOUNG_MILLISECONDS = 1_000;
const GAP_LOOK_MILLISECONDS_MAXIMUM = 3_600_000;
/** The store ends a statement, and a transaction that idles, after seconds: who has not committed in a day never will. */
const GAP_MILLISECONDS_MAXIMUM = 24 * 3_600_000;

interface Rendered {
  readonly event: PlacedEventRow;
  readonly rendering: Rendering;
}

/**
 * Takes the next events from the outbox and keeps what their merchants are to be told, once: of several processes that do it at
 * once, one's counts. PostgreSQL gives out the outbox's numbers before it commits, in whatever order: numbers that are missing among
 * those that are there are noted as gaps, and looked for again until nobody can have them any more.
 *
 * @returns whether there may be more
 */
export async function fanOut(context: CallbackContext, dialects: Dialects): Promise<boolean> {
  const { reader, wire } = context;
  const now = wire.now();
  const position = await readPosition(reader);
  const gaps = await selectGaps(reader, { now, limit: GAPS_MAXIMUM });
  const after = { first: position + 1, last: Number.MAX_SAFE_INTEGER };
  const [latest = [], ...late] = await Promise.all(
    [after, ...gaps].map((range) => selectEvents(reader, range, EVENTS_MAXIMUM)),
  );
  if (latest.length === 0 && gaps.length === 0) return false;
  const rendered = await Promise.all(
    [...late.flat(), ...latest].map(async (event) => ({
      event,
      rendering: await renderEvent(context, dialects, event),
    })),
  );
  const isOurs = await context.perform(async (transaction) => {
    if ((await lockPosition(transaction, now)) !== position) return false;
    await keep(transaction, context, rendered);
    for (const [index, gap] of gaps.entries()) await narrow(transaction, gap, late[index] ?? [], now);
    const last = latest.at(-1)?.sequence;
    if (last === undefined) return true;
    await widen(transaction, { first: position + 1, last, seenAt: now, lookAt: now }, latest, now);
    await movePosition(transaction, last, now);
    return true;
  });
  return !isOurs || latest.length === EVENTS_MAXIMUM;
}

async function keep(
  transaction: Transaction,
  { environment }: CallbackContext,
  rendered: readonly Rendered[],
): Promise<void> {
  const now = environment.now();
  const callbacks = rendered.flatMap((each) => callbackOf(each, now) ?? []);
  await Promise.all(callbacks.map((callback) => insertCallback(transaction, callback)));
  // In the order of their keys, as everybody who locks several.
  for (const key of endpointsOf(callbacks)) {
    await upsertEndpointDue(transaction, key, { kind: kindOf(key.name), now });
  }
}

function callbackOf({ event, rendering }: Rendered, now: number): CallbackRow | undefined {
  if (rendering.outcome === 'nothing') return undefined;
  const { merchantId, id, sequence, dialect, kind, subjectId } = event;
  const times = { createdAt: now, updatedAt: now };
  const row = { merchantId, id, sequence, dialect, kind, subjectId, ...times, round: 1, tried: 0 };
  if (rendering.outcome === 'callback') {
    return { ...row, ...rendering.content, state: 'pending', dueAt: now, attempts: 0 };
  }
  const dueAt = now + renderingDelayMilliseconds(1);
  return { ...row, state: 'unrendered', dueAt, attempts: 1, failure: rendering.failure };
}

function endpointsOf(callbacks: readonly CallbackRow[]) {
  const keys = new Map<string, { merchantId: string; dialect: string; name: string }>();
  for (const { merchantId, dialect, endpoint } of callbacks) {
    if (endpoint === undefined) continue;
    keys.set(JSON.stringify([merchantId, dialect, endpoint]), { merchantId, dialect, name: endpoint });
  }
  return [...keys].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => key);
}

/** Unless another process has looked meanwhile. */
async function narrow(
  transaction: Transaction,
  gap: OutboxGap,
  found: readonly PlacedEventRow[],
  now: number,
): Promise<void> {
  if (await deleteGap(transaction, gap)) await widen(transaction, gap, found, now);
}

/** Notes what is missing among what was found. */
async function widen(
  transaction: Transaction,
  range: OutboxGap,
  found: readonly PlacedEventRow[],
  now: number,
): Promise<void> {
  const age = now - range.seenAt;
  if (age > GAP_MILLISECONDS_MAXIMUM) return;
  const wait = age < GAP_YOUNG_MILLISECONDS ? 0 : Math.min(age, GAP_LOOK_MILLISECONDS_MAXIMUM);
  const sequences = found.map(({ sequence }) => sequence);
  for (const missing of rangeWithout(range, sequences)) {
    await insertGap(transaction, { ...missing, seenAt: range.seenAt, lookAt: now + wait });
  }
}
