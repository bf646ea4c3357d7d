import type { StoredInvoiceState } from '../../store/queries/invoices.ts';

export interface InvoiceTransition {
  readonly to: StoredInvoiceState;
  /** What happens. */
  readonly on: string;
  /** What is told of it. */
  readonly event: string;
}

/**
 * Every way an invoice can go. A deposit that is first heard of as confirmed is seen first, in the same moment. Those that have
 * ended stay so: money that comes then becomes an abnormal payment.
 */
export const INVOICE_TRANSITIONS: Readonly<Record<StoredInvoiceState, readonly InvoiceTransition[]>> = {
  pending: [
    { to: 'confirming', on: 'deposit seen', event: 'invoice.confirming' },
    { to: 'expired', on: 'expire', event: 'invoice.expired' },
    { to: 'cancelled', on: 'cancel', event: 'invoice.cancelled' },
  ],
  confirming: [
    { to: 'paid', on: 'deposit confirmed', event: 'invoice.paid' },
    { to: 'pending', on: 'deposit rejected', event: 'invoice.pending' },
    { to: 'expired', on: 'deposit rejected', event: 'invoice.expired' },
  ],
  paid: [],
  expired: [],
  cancelled: [],
};

/** The event of a change of state. @throws Error if there is no such change: a mistake in `decide` */
export function eventOf(from: StoredInvoiceState, to: StoredInvoiceState): string {
  const transition = INVOICE_TRANSITIONS[from].find((each) => each.to === to);
  if (transition === undefined) throw new Error(`an invoice does not go from ${from} to ${to}`);
  return transition.event;
}
