import { type InvoiceTerms, lockInvoice, updateInvoiceTerms } from '../../store/queries/invoices.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { carryOut } from '../effects.ts';
import { decide, type InvoiceRefusal } from './decide.ts';
import { type Invoice, type TermsCommand, termsFor } from './draft.ts';
import { factsOf } from './store-change.ts';

export interface InvoiceQuote {
  readonly key: { readonly merchantId: string; readonly dialect: string; readonly id: string };
  readonly terms: InvoiceTerms;
}

/**
 * What an invoice's payer would have to send, and where. Not part of a transaction, because the rail is asked.
 *
 * @throws RailError if the rail cannot take this asset on this network
 * @throws RangeError if the tolerance is not less than what is due
 */
export async function draftQuote(
  core: Core,
  { merchantId, dialect, id }: InvoiceQuote['key'],
  command: TermsCommand & Required<Pick<TermsCommand, 'due'>>,
): Promise<InvoiceQuote> {
  const key = { merchantId, dialect, id };
  return { key, terms: await termsFor(core, key, command) };
}

export type InvoiceQuoting =
  | { readonly outcome: 'quoted'; readonly invoice: Invoice }
  /** Nothing was done. */
  | { readonly outcome: 'refused'; readonly invoice: Invoice; readonly reason: InvoiceRefusal }
  | { readonly outcome: 'not_found' };

/**
 * Settles what is due, while nothing has come: for the first time, when the payer has chosen a coin, or anew, once the lock of the
 * last rate has ended. Until it is quoted anew, what was due stays due: a payer who sends it after the lock has paid (ours).
 */
export async function quoteInvoice(
  transaction: Transaction,
  core: Core,
  { key, terms }: InvoiceQuote,
): Promise<InvoiceQuoting> {
  const invoice = await lockInvoice(transaction, key);
  if (invoice === undefined) return { outcome: 'not_found' };
  const now = core.environment.now();
  const decision = decide(await factsOf(transaction, invoice), { type: 'quote', terms }, now);
  if (!decision.ok) return { outcome: 'refused', invoice, reason: decision.reason };
  await updateInvoiceTerms(transaction, key, terms, now);
  await carryOut(transaction, core, key, decision);
  return { outcome: 'quoted', invoice: withTerms(invoice, terms, now) };
}

function withTerms(invoice: Invoice, terms: InvoiceTerms, updatedAt: number): Invoice {
  const { due, rate, rateExpiresAt, network, address, addressKind, addressExpiresAt, ...rest } = invoice;
  return { ...rest, ...terms, updatedAt };
}
