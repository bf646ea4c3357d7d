import * as queries from '../../store/queries/payouts.ts';
import { withoutUndefined } from '../../store/queries/row.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { carryOut } from '../effects.ts';
import { decide, type PayoutAction, type PayoutChange, type PayoutRefusal } from './decide.ts';
import { type Payout, type PayoutKey, payoutOf } from './payout.ts';

export type PayoutOutcome =
  | { readonly outcome: 'changed'; readonly payout: Payout }
  | { readonly outcome: 'refused'; readonly reason: PayoutRefusal; readonly payout: Payout }
  | { readonly outcome: 'not_found' };

/** Confirms a payout that was created in two steps: from then on it is being sent, or under review if a reason for that is given. */
export function confirmPayout(
  transaction: Transaction,
  core: Core,
  { review, ...key }: PayoutKey & { readonly review?: string },
): Promise<PayoutOutcome> {
  return changePayout(transaction, core, key, { type: 'confirm', ...(review !== undefined && { review }) });
}

/** Withdraws a payout that the rail does not have yet, and gives back what it held. */
export function cancelPayout(transaction: Transaction, core: Core, key: PayoutKey): Promise<PayoutOutcome> {
  return changePayout(transaction, core, key, { type: 'cancel' });
}

/** Keeps a confirmed payout from being sent until somebody has looked at it. */
export function reviewPayout(
  transaction: Transaction,
  core: Core,
  { reason, ...key }: PayoutKey & { readonly reason: string },
): Promise<PayoutOutcome> {
  return changePayout(transaction, core, key, { type: 'review', by: 'operator', reason });
}

/** Ends a review: the payout is sent. */
export function approvePayout(transaction: Transaction, core: Core, key: PayoutKey): Promise<PayoutOutcome> {
  return changePayout(transaction, core, key, { type: 'approve' });
}

/** Refuses to send a payout, and gives back what it held. */
export function rejectPayout(
  transaction: Transaction,
  core: Core,
  { reason, ...key }: PayoutKey & { readonly reason: string },
): Promise<PayoutOutcome> {
  return changePayout(transaction, core, key, { type: 'fail', by: 'operator', reason });
}

/** Loads, decides and stores: all that ever changes a payout. */
export async function changePayout(
  transaction: Transaction,
  core: Core,
  key: PayoutKey,
  action: PayoutAction,
): Promise<PayoutOutcome> {
  const row = await queries.lockPayout(transaction, key);
  if (row === undefined) return { outcome: 'not_found' };
  const now = core.environment.now();
  const decision = decide(row, action, now);
  if (!decision.ok) return { outcome: 'refused', reason: decision.reason, payout: payoutOf(core, row) };

  if (Object.keys(decision.change).length === 0) return { outcome: 'changed', payout: payoutOf(core, row) };

  const after = { ...changed(row, decision.change), updatedAt: now };
  const { outcome } = await carryOut(transaction, core, row, decision);
  if (outcome !== 'done') throw new Error(`payout ${row.id} holds less than was set aside for it`);
  await queries.updatePayout(transaction, after);
  return { outcome: 'changed', payout: payoutOf(core, after) };
}

/** What becomes of a payout, or its row, by a change. */
export function changed<T extends object>(of: T, change: PayoutChange): T {
  return withoutUndefined({ ...of, ...change }) as unknown as T;
}
