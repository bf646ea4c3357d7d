import { type Amount, amountOf, type NetworkId, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction, Value } from '../store.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** What is written of an invoice's life. Its expiry is written soon after its time has come: core's `stateAt` sees it at once. */
export type StoredInvoiceState = 'pending' | 'confirming' | 'paid' | 'expired' | 'cancelled';

/** What was unusual about the money: too little, too much, too late. */
export type InvoiceException = 'none' | 'partial' | 'over' | 'late';

export type AddressKind = 'transparent' | 'shielded';

/** What the payer must send, and where. Absent until the payer or merchant has chosen a coin. */
export interface InvoiceTerms {
  readonly due?: Amount;
  /** By how much the payer may miss what is due, in minor units of the due asset. */
  readonly tolerance: bigint;
  /** Due asset per priced asset, as it was quoted. */
  readonly rate?: string;
  /** Until when the rate is not quoted anew. */
  readonly rateExpiresAt?: number;
  readonly network?: NetworkId;
  readonly address?: string;
  readonly addressKind?: AddressKind;
  readonly addressExpiresAt?: number;
}

/** How far an invoice has come. Minor units of the due asset. */
export interface InvoiceProgress {
  readonly storedState: StoredInvoiceState;
  readonly exception: InvoiceException;
  /** Seen or confirmed while it was open. */
  readonly received: bigint;
  /** Of that, confirmed. */
  readonly confirmed: bigint;
  /** Of that, made the merchant's. The rest is held as abnormal payments. */
  readonly captured: bigint;
  readonly paidAt?: number;
}

export interface InvoiceRow extends InvoiceTerms, InvoiceProgress {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly orderNumber?: string;
  /** Tells a repeat of the command that made it from another command with the same order number. Empty without order number. */
  readonly fingerprint: string;
  readonly shopId?: string;
  readonly priced: Amount;
  /** Of what was captured, the sum of refunds that have not failed. Minor units. */
  readonly refunding: bigint;
  readonly description: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Until when the rail looks out for payments to it. */
  readonly watchedUntil: number;
  readonly updatedAt: number;
  readonly sealedPayer?: Uint8Array;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface InvoiceKey {
  readonly merchantId: string;
  readonly dialect: string;
  readonly id: string;
}

/** As it is created; that nothing has happened to it yet is written as it stands. */
const CREATED = `merchant_id, id, dialect, number, order_number, fingerprint, shop_id, priced_asset, priced_minor, due_asset, due_minor,
  tolerance_minor, rate, rate_expires_at, network, address, address_kind, address_expires_at, description, created_at, expires_at,
  watched_until, updated_at, payer, extra`;
const PROGRESS = 'state, exception, received_minor, confirmed_minor, captured_minor, refunding_minor';

export const INVOICE_COLUMNS = `${CREATED}, ${PROGRESS}, paid_at`;

const INSERT = `insert into invoices (${CREATED}, ${PROGRESS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
    'pending', 'none', 0, 0, 0, 0)
  on conflict do nothing`;

/**
 * Inserts an invoice that waits and has received nothing.
 *
 * @returns false if the merchant has an invoice of this order number in this dialect, or of this number: copies at once have both
 */
export async function insertInvoice(transaction: Transaction, invoice: InvoiceRow): Promise<boolean> {
  return (await transaction.run(INSERT, valuesOf(invoice))) === 1;
}

const SELECT_BY_NUMBER = `select ${INVOICE_COLUMNS} from invoices where merchant_id = $1 and dialect = $2 and number = $3`;

export async function selectInvoiceByNumber(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly number: string },
): Promise<InvoiceRow | undefined> {
  const row = await reader.get(SELECT_BY_NUMBER, [key.merchantId, key.dialect, key.number]);
  return row && invoiceOf(row);
}

export async function lockInvoiceByNumber(
  transaction: Transaction,
  key: { readonly merchantId: string; readonly dialect: string; readonly number: string },
): Promise<InvoiceRow | undefined> {
  const row = await transaction.lock(SELECT_BY_NUMBER, [key.merchantId, key.dialect, key.number]);
  return row && invoiceOf(row);
}

const SELECT_BY_ORDER_NUMBER = `select ${INVOICE_COLUMNS} from invoices
  where merchant_id = $1 and dialect = $2 and order_number = $3`;

export async function selectInvoiceByOrderNumber(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly orderNumber: string },
): Promise<InvoiceRow | undefined> {
  const row = await reader.get(SELECT_BY_ORDER_NUMBER, [key.merchantId, key.dialect, key.orderNumber]);
  return row && invoiceOf(row);
}

const SELECT = `select ${INVOICE_COLUMNS} from invoices where merchant_id = $1 and dialect = $2 and id = $3`;

export async function selectInvoice(reader: Reader, key: InvoiceKey): Promise<InvoiceRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.dialect, key.id]);
  return row && invoiceOf(row);
}

export async function lockInvoice(
  transaction: Transaction,
  key: InvoiceKey,
): Promise<InvoiceRow | undefined> {
  const row = await transaction.lock(SELECT, [key.merchantId, key.dialect, key.id]);
  return row && invoiceOf(row);
}

const UPDATE_PROGRESS = `update invoices set state = $4, exception = $5, received_minor = $6, confirmed_minor = $7,
    captured_minor = $8, paid_at = $9, updated_at = $10
  where merchant_id = $1 and dialect = $2 and id = $3`;

export async function updateInvoiceProgress(
  transaction: Transaction,
  { merchantId, dialect, id }: InvoiceKey,
  progress: InvoiceProgress,
  now: number,
): Promise<void> {
  const { storedState, exception, received, confirmed, captured, paidAt = null } = progress;
  const values = [storedState, exception, received, confirmed, captured, paidAt, now];
  await transaction.run(UPDATE_PROGRESS, [merchantId, dialect, id, ...values]);
}

const UPDATE_TERMS = `update invoices set due_asset = $4, due_minor = $5, tolerance_minor = $6, rate = $7, rate_expires_at = $8,
    network = $9, address = $10, address_kind = $11, address_expires_at = $12, updated_at = $13
  where merchant_id = $1 and dialect = $2 and id = $3`;

export async function updateInvoiceTerms(
  transaction: Transaction,
  { merchantId, dialect, id }: InvoiceKey,
  terms: InvoiceTerms,
  now: number,
): Promise<void> {
  await transaction.run(UPDATE_TERMS, [merchantId, dialect, id, ...termsOf(terms), now]);
}

function valuesOf(invoice: InvoiceRow): Value[] {
  const { priced } = invoice;
  return [
    invoice.merchantId,
    invoice.id,
    invoice.dialect,
    invoice.number,
    invoice.orderNumber ?? null,
    invoice.fingerprint,
    invoice.shopId ?? null,
    priced.asset.code,
    priced.minor,
    ...termsOf(invoice),
    invoice.description,
    invoice.createdAt,
    invoice.expiresAt,
    invoice.watchedUntil,
    invoice.updatedAt,
    invoice.sealedPayer ?? null,
    JSON.stringify(invoice.extra),
  ];
}

function termsOf({ due, ...terms }: InvoiceTerms): Value[] {
  return [
    due?.asset.code ?? null,
    due?.minor ?? null,
    terms.tolerance,
    terms.rate ?? null,
    terms.rateExpiresAt ?? null,
    terms.network ?? null,
    terms.address ?? null,
    terms.addressKind ?? null,
    terms.addressExpiresAt ?? null,
  ];
}

/** Texts of a closed set are held by the schema's checks. */
export function invoiceOf(row: Row): InvoiceRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    orderNumber: optional(row, 'order_number', textOf),
    fingerprint: textOf(row, 'fingerprint'),
    shopId: optional(row, 'shop_id', textOf),
    priced: amountOf(requireAsset(textOf(row, 'priced_asset')), integerOf(row, 'priced_minor')),
    due: optional(row, 'due_asset', dueOf),
    tolerance: integerOf(row, 'tolerance_minor'),
    rate: optional(row, 'rate', textOf),
    rateExpiresAt: optional(row, 'rate_expires_at', numberOf),
    network: optional(row, 'network', textOf) as NetworkId | undefined,
    address: optional(row, 'address', textOf),
    addressKind: optional(row, 'address_kind', textOf) as AddressKind | undefined,
    addressExpiresAt: optional(row, 'address_expires_at', numberOf),
    storedState: textOf(row, 'state') as StoredInvoiceState,
    exception: textOf(row, 'exception') as InvoiceException,
    received: integerOf(row, 'received_minor'),
    confirmed: integerOf(row, 'confirmed_minor'),
    captured: integerOf(row, 'captured_minor'),
    refunding: integerOf(row, 'refunding_minor'),
    description: textOf(row, 'description'),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: numberOf(row, 'expires_at'),
    watchedUntil: numberOf(row, 'watched_until'),
    updatedAt: numberOf(row, 'updated_at'),
    paidAt: optional(row, 'paid_at', numberOf),
    sealedPayer: optional(row, 'payer', bytesOf),
    extra: JSON.parse(textOf(row, 'extra')) as Readonly<Record<string, unknown>>,
  });
}

function dueOf(row: Row): Amount {
  return amountOf(requireAsset(textOf(row, 'due_asset')), integerOf(row, 'due_minor'));
}
