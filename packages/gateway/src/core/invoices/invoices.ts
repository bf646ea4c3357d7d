import { insertDueWork } from '../../store/queries/due-work.ts';
import * as lists from '../../store/queries/invoice-lists.ts';
import * as queries from '../../store/queries/invoices.ts';
import type { Reader, Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { recordEvent } from '../outbox.ts';
import { type NewestFirst, pageOf, withOneMore } from '../page.ts';
import type { Invoice } from './draft.ts';

export type InvoiceCreation =
  | { readonly outcome: 'created'; readonly invoice: Invoice }
  /** The same command with the same order number came before: this is what it made. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly invoice: Invoice }
  /** Another command with this order number came before. Nothing was done. */
  | { readonly outcome: 'conflict'; readonly existing: Invoice };

/** Creates a drafted invoice, once per order number. Three inserts and no read, because every payment begins here. */
export async function createInvoice(
  transaction: Transaction,
  core: Core,
  draft: Invoice,
): Promise<InvoiceCreation> {
  if (!(await queries.insertInvoice(transaction, draft))) return existing(transaction, draft);
  const { merchantId, dialect, id, id: subjectId, expiresAt: dueAt } = draft;
  // Nothing else of an invoice ever becomes due, so its own id will do for the work's.
  const expiry = { id, merchantId, dialect, kind: 'invoice.expiry', subjectId, dueAt };
  // Side by side: on PostgreSQL they share one round trip.
  await Promise.all([
    recordEvent(transaction, core, { merchantId, dialect, kind: 'invoice.created', subjectId }),
    insertDueWork(transaction, expiry),
  ]);
  return { outcome: 'created', invoice: draft };
}

async function existing(transaction: Transaction, draft: Invoice): Promise<InvoiceCreation> {
  const { merchantId, dialect, id, orderNumber = '', fingerprint } = draft;
  const found = await findInvoice(transaction, { merchantId, dialect, orderNumber });
  if (found === undefined) throw new Error(`invoice ${id} was neither created nor found`);
  return found.fingerprint === fingerprint
    ? { outcome: 'repeated', invoice: found }
    : { outcome: 'conflict', existing: found };
}

export type InvoiceKey = { readonly merchantId: string; readonly dialect: string } & (
  | { readonly id: string }
  | { readonly number: string }
  | { readonly orderNumber: string }
);

/** An invoice by its id, the provider's number or the merchant's. */
export function findInvoice(reader: Reader, key: InvoiceKey): Promise<Invoice | undefined> {
  if ('id' in key) return queries.selectInvoice(reader, key);
  return 'number' in key
    ? queries.selectInvoiceByNumber(reader, key)
    : queries.selectInvoiceByOrderNumber(reader, key);
}

/**
 * A page of a merchant's invoices, newest first, and how many match in all: the more there are, the longer counting and skipping
 * them takes. `now` is when `state` is judged.
 */
export async function listInvoices(
  reader: Reader,
  { offset, limit, ...filter }: lists.InvoiceFilter & { readonly offset: number; readonly limit: number },
): Promise<{ readonly invoices: readonly Invoice[]; readonly total: number }> {
  const invoices = await lists.selectInvoices(reader, filter, { offset, limit });
  return { invoices, total: await lists.countInvoices(reader, filter) };
}

/** The next page of a merchant's invoices, newest first, however many there are. `before` is the `next` of the page before it. */
export async function pageInvoices(
  reader: Reader,
  { before, limit, ...filter }: lists.InvoiceFilter & NewestFirst,
): Promise<{ readonly invoices: readonly Invoice[]; readonly next?: string }> {
  const found = await lists.selectInvoicesBefore(reader, filter, withOneMore(before, limit));
  const { rows, more } = pageOf(found, limit);
  return { invoices: rows, ...more };
}
