import { type Amount, amountOf } from '../../money/index.ts';
import type { Destination } from '../../rails/rail.ts';
import { lockAbnormalPayment } from '../../store/queries/abnormal-payments.ts';
import { lockInvoice } from '../../store/queries/invoices.ts';
import * as queries from '../../store/queries/refunds.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { carryOut } from '../effects.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { begin } from './decide.ts';
import { type Refund, refundOf, rowOf } from './refund.ts';

/** `invoiceId`: of what it captured. `abnormalId`: of that abnormal payment, and nothing but its surplus. */
export type RefundCommand = {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly reference: string;
  /** Above zero. */
  readonly amount: Amount;
  readonly destination: Destination;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Of what the merchant asked for, beside where it goes, which is compared itself. Computed if not told: from whose money, how much. */
  readonly fingerprint?: string;
} & ({ readonly invoiceId: string } | { readonly abnormalId: string });

export type RefundCreation =
  | { readonly outcome: 'created'; readonly refund: Refund }
  /** The same command as before. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly refund: Refund }
  /** The merchant used this reference before, for something else. */
  | { readonly outcome: 'conflict'; readonly existing: Refund }
  | { readonly outcome: 'not_found' }
  /** Nothing was captured, the abnormal payment is no longer open, or its money is of another asset. */
  | { readonly outcome: 'not_refundable' }
  /** `refundable` is what is left. */
  | { readonly outcome: 'exceeds'; readonly refundable: Amount }
  /** The merchant has spent what it captured: the balance does not cover it. The reference stays free. */
  | { readonly outcome: 'insufficient' };

/**
 * Takes a refund on, and sets aside what it gives back. Many per payment, in sum never more than came in: the database holds that,
 * whatever is asked.
 *
 * @throws RangeError if the amount is not above zero
 */
export async function requestRefund(
  transaction: Transaction,
  core: Core,
  command: RefundCommand,
): Promise<RefundCreation> {
  const { merchantId, amount } = command;
  if (amount.minor <= 0n) throw new RangeError('a refund gives back more than nothing');
  const fingerprint = command.fingerprint ?? fingerprintOf(askedFor(command));
  const origin = await lockOrigin(transaction, command);
  if (origin === undefined) return { outcome: 'not_found' };
  const earlier = await findEarlier(transaction, core, { ...command, fingerprint });
  if (earlier !== undefined) return earlier;
  const { captured } = origin;
  if (captured?.asset.code !== amount.asset.code || captured.minor === 0n)
    return { outcome: 'not_refundable' };
  const refundable = amountOf(captured.asset, captured.minor - origin.refunding);
  if (amount.minor > refundable.minor) return { outcome: 'exceeds', refundable };

  const refund = draft(core, { ...command, fingerprint }, origin);
  if (!(await queries.insertRefund(transaction, rowOf(core, refund)))) {
    // Another payment's refund took the reference meanwhile.
    const other = await findEarlier(transaction, core, refund);
    if (other === undefined) throw new Error(`refund ${refund.id} was neither created nor found`);
    return other;
  }
  const effect = await carryOut(transaction, core, refund, begin(refund, refund.createdAt));
  if (effect.outcome === 'done') return { outcome: 'created', refund };
  await queries.deleteRefund(transaction, { merchantId, id: refund.id });
  return { outcome: 'insufficient' };
}

/** Where the money came in. */
interface Origin {
  readonly invoiceId?: string;
  readonly abnormalId?: string;
  /** What can go back at most; undefined where nothing can. */
  readonly captured: Amount | undefined;
  /** Of that, what goes back already. */
  readonly refunding: bigint;
}

async function lockOrigin(transaction: Transaction, command: RefundCommand): Promise<Origin | undefined> {
  const { merchantId, dialect } = command;
  if ('invoiceId' in command) {
    const { invoiceId } = command;
    const invoice = await lockInvoice(transaction, { merchantId, dialect, id: invoiceId });
    if (invoice === undefined) return undefined;
    const { due, captured, refunding } = invoice;
    return { invoiceId, captured: due && amountOf(due.asset, captured), refunding };
  }
  const { abnormalId } = command;
  const payment = await lockAbnormalPayment(transaction, { merchantId, id: abnormalId });
  if (payment === undefined || payment.dialect !== dialect) return undefined;
  const { subjectKind, subjectId, amount, refunding, state } = payment;
  return {
    abnormalId,
    ...(subjectKind === 'invoice' && { invoiceId: subjectId }),
    captured: state === 'open' ? amount : undefined,
    refunding,
  };
}

function draft(
  core: Core,
  command: RefundCommand & { readonly fingerprint: string },
  origin: Origin,
): Refund {
  const { merchantId, dialect, number, reference, fingerprint, amount, destination, extra = {} } = command;
  const { invoiceId, abnormalId } = origin;
  const now = core.environment.now();
  return {
    merchantId,
    id: core.newId(),
    dialect,
    number,
    reference,
    fingerprint,
    ...(invoiceId !== undefined && { invoiceId }),
    ...(abnormalId !== undefined && { abnormalId }),
    amount,
    state: 'requested',
    destination,
    createdAt: now,
    updatedAt: now,
    extra,
  };
}

async function findEarlier(
  transaction: Transaction,
  core: Core,
  command: Pick<Refund, 'merchantId' | 'dialect' | 'reference' | 'fingerprint' | 'destination'>,
): Promise<RefundCreation | undefined> {
  const { merchantId, dialect, reference, fingerprint } = command;
  const row = await queries.selectRefund(transaction, { merchantId, dialect, reference });
  if (row === undefined) return undefined;
  const existing = refundOf(core, row);
  const isSame =
    existing.fingerprint === fingerprint &&
    fingerprintOf(existing.destination) === fingerprintOf(command.destination);
  return isSame ? { outcome: 'repeated', refund: existing } : { outcome: 'conflict', existing };
}

/**
 * What makes two commands the same, beside where the money goes: a hash of that in the row would let readers of the store test
 * guesses. Not what may be ours, and another each time: the number, what a dialect remembers.
 */
function askedFor(command: RefundCommand): unknown {
  const { amount } = command;
  return {
    amount: { asset: amount.asset.code, minor: amount.minor },
    of: 'invoiceId' in command ? { invoice: command.invoiceId } : { abnormal: command.abnormalId },
  };
}
