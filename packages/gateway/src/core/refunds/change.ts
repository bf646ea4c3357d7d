import { lockAbnormalPayment, updateAbnormalPaymentState } from '../../store/queries/abnormal-payments.ts';
import * as queries from '../../store/queries/refunds.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { carryOut } from '../effects.ts';
import { recordEvent } from '../outbox.ts';
import { decide, type RefundAction, type RefundRefusal } from './decide.ts';
import { type Refund, type RefundKey, refundOf } from './refund.ts';

export type RefundOutcome =
  | { readonly outcome: 'changed'; readonly refund: Refund }
  | { readonly outcome: 'refused'; readonly reason: RefundRefusal; readonly refund: Refund }
  | { readonly outcome: 'not_found' };

/** Takes back a refund that the rail does not have yet. */
export function cancelRefund(transaction: Transaction, core: Core, key: RefundKey): Promise<RefundOutcome> {
  return changeRefund(transaction, core, key, { type: 'cancel' });
}

/** Loads, decides and stores: all that ever changes a refund. */
export async function changeRefund(
  transaction: Transaction,
  core: Core,
  key: RefundKey,
  action: RefundAction,
): Promise<RefundOutcome> {
  const row = await queries.lockRefund(transaction, key);
  if (row === undefined) return { outcome: 'not_found' };
  const decision = decide(row, action);
  if (!decision.ok) return { outcome: 'refused', reason: decision.reason, refund: refundOf(core, row) };
  const { change } = decision;
  if (Object.keys(change).length === 0) return { outcome: 'changed', refund: refundOf(core, row) };

  // First what the triggers keep where the money came in, then the ledger: in the order in which everybody locks.
  const after = { ...row, ...change, updatedAt: core.environment.now() };
  await queries.updateRefund(transaction, after);
  if (change.state === 'done') await closeAbnormalPayment(transaction, core, after);
  const { outcome } = await carryOut(transaction, core, row, decision);
  if (outcome !== 'done') throw new Error(`refund ${row.id} holds less than was set aside for it`);
  return { outcome: 'changed', refund: refundOf(core, after) };
}

/** An abnormal payment that went back to the last is refunded. */
async function closeAbnormalPayment(
  transaction: Transaction,
  core: Core,
  { merchantId, abnormalId, updatedAt }: queries.RefundRow,
): Promise<void> {
  if (abnormalId === undefined) return;
  const payment = await lockAbnormalPayment(transaction, { merchantId, id: abnormalId });
  if (payment === undefined) throw new Error(`abnormal payment ${abnormalId} is gone`);
  if (payment.refunded < payment.amount.minor) return;
  await updateAbnormalPaymentState(transaction, { ...payment, state: 'refunded' }, updatedAt);
  const { dialect, id: subjectId } = payment;
  await recordEvent(transaction, core, { merchantId, dialect, kind: 'abnormal_payment.refunded', subjectId });
}
