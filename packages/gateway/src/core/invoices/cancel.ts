import { lockInvoiceByNumber } from '../../store/queries/invoices.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { decide } from './decide.ts';
import type { Invoice } from './draft.ts';
import { type InvoiceState, stateAt } from './state.ts';
import { factsOf, storeChange } from './store-change.ts';

export type InvoiceCancellation =
  | { readonly outcome: 'cancelled'; readonly invoice: Invoice }
  /** It no longer waits, or has received something: `state` tells which. */
  | { readonly outcome: 'refused'; readonly invoice: Invoice; readonly state: InvoiceState }
  | { readonly outcome: 'not_found' };

/** Withdraws an invoice that still waits and has received nothing. */
export async function cancelInvoice(
  transaction: Transaction,
  core: Core,
  key: { readonly merchantId: string; readonly dialect: string; readonly number: string },
): Promise<InvoiceCancellation> {
  const invoice = await lockInvoiceByNumber(transaction, key);
  if (invoice === undefined) return { outcome: 'not_found' };
  const now = core.environment.now();
  const decision = decide(await factsOf(transaction, invoice), { type: 'cancel' }, now);
  if (!decision.ok) return { outcome: 'refused', invoice, state: stateAt(invoice, now) };
  await storeChange(transaction, core, invoice, decision);
  return { outcome: 'cancelled', invoice: { ...invoice, storedState: 'cancelled', updatedAt: now } };
}
