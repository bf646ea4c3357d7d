import type { Amount, NetworkId } from '../money/index.ts';
import * as lists from '../store/queries/invoice-lists.ts';
import * as queries from '../store/queries/invoices.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import { type InvoiceState, stateAt } from './invoice-state.ts';
import { recordEvent } from './outbox.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

export type Invoice = queries.InvoiceRow;

export type Payer = Readonly<Record<string, unknown>>;

export interface InvoiceCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly orderNumber?: string;
  /** The id of a shop, not its number. */
  readonly shopId?: string;
  readonly priced: Amount;
  /** What the payer must send, once a coin is chosen. */
  readonly due?: Amount;
  readonly rate?: string;
  /** With `due`: the rail is asked for an address there. */
  readonly network?: NetworkId;
  readonly addressKind?: queries.AddressKind;
  readonly addressExpiresAt?: number;
  readonly description: string;
  readonly expiresAt: number;
  /** Who pays, as the merchant described them. Personal data: sealed at rest, read with `payerOf`. */
  readonly payer?: Payer;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * An invoice ready to be created, with the address to pay it to. Not part of a transaction, because the rail is asked.
 *
 * @throws RailError if the rail cannot take this asset on this network
 */
export async function draftInvoice(core: Core, { payer, ...command }: InvoiceCommand): Promise<Invoice> {
  const id = core.newId();
  const now = core.environment.now();
  const { merchantId, due, network, addressKind: kind } = command;
  const asked = due !== undefined && network !== undefined;
  const announced = asked
    ? await core.rail.paymentAddress({
        merchantId,
        paymentId: id,
        asset: due.asset,
        network,
        ...(kind !== undefined && { kind }),
      })
    : undefined;
  return {
    ...command,
    id,
    ...(announced !== undefined && { address: announced.address, addressKind: announced.kind }),
    ...(payer !== undefined && { sealedPayer: sealJson(core.sealer, payer, sealingContext(merchantId, id)) }),
    storedState: 'pending',
    received: 0n,
    createdAt: now,
    updatedAt: now,
    extra: command.extra ?? {},
  };
}

/** Who pays, as the merchant described them; nothing where it said nothing. */
export function payerOf(core: Core, { merchantId, id, sealedPayer }: Invoice): Payer {
  if (sealedPayer === undefined) return {};
  return openJson<Payer>(core.sealer, sealedPayer, sealingContext(merchantId, id));
}

function sealingContext(merchantId: string, recordId: string): SealingContext {
  return { merchantId, recordId, purpose: 'invoice payer' };
}

export type InvoiceCreation =
  | { readonly created: true; readonly invoice: Invoice }
  /** The merchant used this order number before. Whether that is a repeat or a mistake is for the dialect to say. */
  | { readonly created: false; readonly existing: Invoice };

/** Creates a drafted invoice, once per order number. */
export async function createInvoice(
  transaction: Transaction,
  core: Core,
  draft: Invoice,
): Promise<InvoiceCreation> {
  const { merchantId, dialect, id, orderNumber } = draft;
  if (await queries.insertInvoice(transaction, draft)) {
    await recordEvent(transaction, core, { merchantId, dialect, kind: 'invoice.created', subjectId: id });
    return { created: true, invoice: draft };
  }
  const existing = await findInvoice(transaction, { merchantId, dialect, orderNumber: orderNumber ?? '' });
  if (existing === undefined) throw new Error(`invoice ${id} was neither created nor found`);
  return { created: false, existing };
}

export type InvoiceKey = { readonly merchantId: string; readonly dialect: string } & (
  | { readonly number: string }
  | { readonly orderNumber: string }
);

/** An invoice by the provider's number or the merchant's. */
export function findInvoice(reader: Reader, key: InvoiceKey): Promise<Invoice | undefined> {
  return 'number' in key
    ? queries.selectInvoiceByNumber(reader, key)
    : queries.selectInvoiceByOrderNumber(reader, key);
}

/** A page of a merchant's invoices, newest first, and how many match in all. `now` is when `state` is judged. */
export async function listInvoices(
  reader: Reader,
  { offset, limit, ...filter }: lists.InvoiceFilter & { readonly offset: number; readonly limit: number },
): Promise<{ readonly invoices: readonly Invoice[]; readonly total: number }> {
  const invoices = await lists.selectInvoices(reader, filter, { offset, limit });
  return { invoices, total: await lists.countInvoices(reader, filter) };
}

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
  const now = core.environment.now();
  const { merchantId, dialect } = key;
  const invoice = await queries.cancelWaitingInvoice(transaction, { ...key, now });
  if (invoice !== undefined) {
    await recordEvent(transaction, core, {
      merchantId,
      dialect,
      kind: 'invoice.cancelled',
      subjectId: invoice.id,
    });
    return { outcome: 'cancelled', invoice };
  }
  const other = await findInvoice(transaction, key);
  if (other === undefined) return { outcome: 'not_found' };
  return { outcome: 'refused', invoice: other, state: stateAt(other, now) };
}
