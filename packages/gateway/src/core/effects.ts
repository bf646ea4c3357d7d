import { postTransfer, resolveTransfer } from '../ledger/index.ts';
import { MoneyError } from '../money/index.ts';
import { insertDueWork } from '../store/queries/due-work.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import type { Movement, Plan } from './decision.ts';
import { recordEvent } from './outbox.ts';

/** What a plan is about. */
export interface Subject {
  readonly merchantId: string;
  readonly dialect: string;
  readonly id: string;
}

export type EffectOutcome =
  | { readonly outcome: 'done' }
  /** The merchant's balance does not cover it. Nothing was done. */
  | { readonly outcome: 'insufficient'; readonly asset: string };

/**
 * Moves, tells and schedules what was planned, in the transaction that stores the change. Only the first movement may ask for more
 * than the merchant has: later ones move what the first, or an earlier plan, has set aside.
 *
 * @throws MoneyError `out_of_range` if a balance would be past 64 bits
 * @throws Error if a later movement finds less than was set aside, or one was made before: a mistake in `decide`
 */
export async function carryOut(
  transaction: Transaction,
  core: Core,
  subject: Subject,
  { movements, events, work }: Plan,
): Promise<EffectOutcome> {
  for (const [index, movement] of movements.entries()) {
    const moved = await move(transaction, core, subject.merchantId, movement);
    if (moved.outcome === 'posted') continue;
    if (moved.outcome === 'insufficient' && index === 0) {
      return { outcome: 'insufficient', asset: moved.asset };
    }
    if (moved.outcome === 'too_large') {
      throw new MoneyError('out_of_range', `the balance in ${moved.asset} does not fit 64 bits`);
    }
    throw new Error(`transfer '${movement.reference}': ${moved.outcome}`);
  }
  const { merchantId, dialect, id } = subject;
  // Side by side: on PostgreSQL they share one round trip.
  await Promise.all([
    ...events.map(({ kind, data }) =>
      recordEvent(transaction, core, { merchantId, dialect, kind, subjectId: id, ...(data && { data }) }),
    ),
    ...work.map(({ kind, dueAt }) =>
      insertDueWork(transaction, { id: core.newId(), merchantId, dialect, kind, subjectId: id, dueAt }),
    ),
  ]);
  return { outcome: 'done' };
}

function move(transaction: Transaction, core: Core, merchantId: string, movement: Movement) {
  const now = core.environment.now();
  return movement.phase === 'completion' || movement.phase === 'void'
    ? resolveTransfer(transaction, { merchantId, ...movement }, now)
    : postTransfer(transaction, { merchantId, ...movement }, now);
}
