import {
  ABNORMAL_PAYMENT_TRANSITIONS,
  INVOICE_TRANSITIONS,
  PAYOUT_TRANSITIONS,
  REFUND_TRANSITIONS,
  VIRTUAL_ACCOUNT_TRANSITIONS,
} from '../../packages/gateway/src/core/index.ts';

/** How the things of one table may go, in the words of their events. */
export interface Transitions {
  /** Their events begin so: `invoice.paid`. */
  readonly thing: string;
  /** What the first event of a thing says. */
  readonly first: readonly string[];
  /** By what an event says, what the next one may say. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  /** Where the first event says something else than the first state. */
  readonly begins: Readonly<Record<string, string>>;
}

function transitions(
  thing: string,
  table: Readonly<Record<string, readonly { readonly to: string }[]>>,
  first: string,
  begins: Readonly<Record<string, string>> = {},
): Transitions {
  const steps = Object.fromEntries(
    Object.entries(table).map(([from, ways]) => [from, ways.map(({ to }) => to)]),
  );
  return { thing, first: [first], steps, begins };
}

export const transitionsByTable: Readonly<Record<string, Transitions>> = {
  invoices: transitions('invoice', INVOICE_TRANSITIONS, 'pending', { created: 'pending' }),
  abnormal_payments: transitions('abnormal_payment', ABNORMAL_PAYMENT_TRANSITIONS, 'open'),
  refunds: transitions('refund', REFUND_TRANSITIONS, 'requested'),
  payouts: transitions('payout', PAYOUT_TRANSITIONS, 'created'),
  virtual_accounts: transitions('virtual_account', VIRTUAL_ACCOUNT_TRANSITIONS, 'active'),
};
