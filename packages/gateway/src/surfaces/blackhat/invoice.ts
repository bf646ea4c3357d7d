import { type Invoice, type InvoiceState, type Shop, stateAt } from '../../core/index.ts';
import { type Amount, amountOf, formatAmount, requireAsset } from '../../money/index.ts';

export const BLKC = requireAsset('BLKC');
const DECIMALS = 8;

/** About six minutes at the chain's 60 s block spacing. Ours. */
const CONFIRMATIONS_REQUIRED = 6;

/** Ours: the provider documents no statuses. They are the core's own words. */
export const STATUSES: readonly InvoiceState[] = [
  'pending',
  'confirming',
  'paid',
  'underpaid',
  'expired',
  'cancelled',
];

/** Rails say whether money is certain, not how many blocks confirm it: ours, none until it is, and then as many as are required. */
export function confirmationsIn(status: InvoiceState): number {
  return status === 'paid' ? CONFIRMATIONS_REQUIRED : 0;
}

/** What an invoice must remember beside what every invoice has. */
export interface InvoiceMemory {
  readonly callbackUrl?: string;
}

/** An invoice as every method shows it. Money and times are strings. */
export function renderInvoice(
  invoice: Invoice,
  shop: Shop | undefined,
  context: { readonly now: number; readonly publicUrl: string },
): Readonly<Record<string, unknown>> {
  const amount = renderAmount(invoice.priced);
  const address = invoice.address ?? '';
  const status = stateAt(invoice, context.now);
  return {
    invoice_id: invoice.number,
    store: shop === undefined ? null : renderShop(shop),
    payment_type: invoice.addressKind,
    amount,
    currency: BLKC.code,
    description: invoice.description,
    status,
    amount_received: renderAmount(amountOf(BLKC, invoice.received)),
    address,
    payment_uri: `blkc:${address}?amount=${amount}`,
    payment_url: `${context.publicUrl}/invoice/${invoice.number}`,
    confirmations: confirmationsIn(status),
    confirmations_required: CONFIRMATIONS_REQUIRED,
    transactions: [],
    order_id: invoice.orderNumber ?? null,
    created_at: time(invoice.createdAt),
    expires_at: time(invoice.expiresAt),
    paid_at: invoice.paidAt === undefined ? null : time(invoice.paidAt),
  };
}

export function renderShop(shop: Shop): Readonly<Record<string, unknown>> {
  return { store_id: shop.number, name: shop.name, url: shop.url ?? null, confirmed: shop.confirmed };
}

export function renderAmount(amount: Amount): string {
  return formatAmount(amount, { decimals: DECIMALS });
}

function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
