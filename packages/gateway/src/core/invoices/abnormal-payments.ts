import { movement } from '../../ledger/index.ts';
import { amountOf } from '../../money/index.ts';
import * as queries from '../../store/queries/abnormal-payments.ts';
import type { Reader, Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { type Decision, refused } from '../decision.ts';
import { carryOut } from '../effects.ts';
import { type NewestFirst, pageOf, withOneMore } from '../page.ts';

export type AbnormalPayment = queries.AbnormalPaymentRow;

/** Every way an abnormal payment can go. */
export const ABNORMAL_PAYMENT_TRANSITIONS: Readonly<
  Record<
    queries.AbnormalState,
    readonly { readonly to: queries.AbnormalState; readonly on: string; readonly event: string }[]
  >
> = {
  open: [
    { to: 'accepted', on: 'accept', event: 'abnormal_payment.accepted' },
    { to: 'refunded', on: 'refund done', event: 'abnormal_payment.refunded' },
  ],
  accepted: [],
  refunded: [],
};

export type AcceptanceRefusal =
  /** It was accepted or refunded before. */
  | 'not_open'
  /** Part of it is on its way back: how much is left is not known before that has ended. */
  | 'refund_under_way';

/** The merchant keeps what has not been refunded. Its invoice stays as it is. Pure. */
export function decideAcceptance(
  payment: AbnormalPayment,
): Decision<{ readonly state: 'accepted' }, AcceptanceRefusal> {
  const { id, state, amount, refunding, refunded } = payment;
  if (state !== 'open') return refused('not_open');
  if (refunding !== refunded) return refused('refund_under_way');
  const kept = amountOf(amount.asset, amount.minor - refunded);
  const postings = movement(kept, { from: 'held', to: 'available' });
  return {
    ok: true,
    change: { state: 'accepted' },
    movements: [
      { phase: 'posted', kind: 'abnormal.accepted', reference: `abnormal ${id} accepted`, postings },
    ],
    events: [{ kind: 'abnormal_payment.accepted' }],
    work: [],
  };
}

export type Acceptance =
  | { readonly outcome: 'accepted'; readonly payment: AbnormalPayment }
  /** Nothing was done. */
  | { readonly outcome: 'refused'; readonly payment: AbnormalPayment; readonly reason: AcceptanceRefusal }
  | { readonly outcome: 'not_found' };

/** Moves the money that was held to the merchant's available balance. */
export async function acceptAbnormalPayment(
  transaction: Transaction,
  core: Core,
  key: { readonly merchantId: string; readonly id: string },
): Promise<Acceptance> {
  const payment = await queries.lockAbnormalPayment(transaction, key);
  if (payment === undefined) return { outcome: 'not_found' };
  const decision = decideAcceptance(payment);
  if (!decision.ok) return { outcome: 'refused', payment, reason: decision.reason };
  const accepted: AbnormalPayment = { ...payment, ...decision.change, updatedAt: core.environment.now() };
  await queries.updateAbnormalPaymentState(transaction, accepted, accepted.updatedAt);
  const effect = await carryOut(transaction, core, payment, decision);
  if (effect.outcome !== 'done') throw new Error(`abnormal payment ${payment.id} is not held`);
  return { outcome: 'accepted', payment: accepted };
}

export function findAbnormalPayment(
  reader: Reader,
  key: { readonly merchantId: string; readonly id: string },
): Promise<AbnormalPayment | undefined> {
  return queries.selectAbnormalPayment(reader, key);
}

/** All abnormal payments of one invoice or virtual account. */
export function abnormalPaymentsOf(
  reader: Reader,
  subject: { readonly merchantId: string; readonly subjectId: string },
): Promise<readonly AbnormalPayment[]> {
  return queries.selectAbnormalPaymentsOf(reader, subject);
}

/** A page of a merchant's abnormal payments, newest first. `before` is the `next` of the page before it. */
export async function listAbnormalPayments(
  reader: Reader,
  { before, limit, ...filter }: queries.AbnormalPaymentFilter & NewestFirst,
): Promise<{ readonly payments: readonly AbnormalPayment[]; readonly next?: string }> {
  const found = await queries.selectAbnormalPayments(reader, filter, withOneMore(before, limit));
  const { rows, more } = pageOf(found, limit);
  return { payments: rows, ...more };
}
