import { type Amount, amountOf, type NetworkId, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction, Value } from '../store.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** What is kept of an invoice's life. That it has expired is not kept but seen: see core's `stateAt`. */
export type StoredInvoiceState = 'pending' | 'confirming' | 'paid' | 'cancelled';

export type AddressKind = 'transparent' | 'shielded';

export interface InvoiceRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly orderNumber?: string;
  readonly shopId?: string;
  readonly priced: Amount;
  /** What the payer must send; absent until the payer or merchant has chosen a coin. */
  readonly due?: Amount;
  /** Due asset per priced asset, as it was quoted. */
  readonly rate?: string;
  readonly network?: NetworkId;
  readonly address?: string;
  readonly addressKind?: AddressKind;
  readonly addressExpiresAt?: number;
  readonly storedState: StoredInvoiceState;
  /** Minor units of the due asset. */
  readonly received: bigint;
  readonly description: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly updatedAt: number;
  readonly paidAt?: number;
  readonly sealedPayer?: Uint8Array;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export const INVOICE_COLUMNS = `merchant_id, id, dialect, number, order_number, shop_id, priced_asset, priced_minor, due_asset, due_minor,
  rate, network, address, address_kind, address_expires_at, state, received_minor, description, created_at, expires_at,
  updated_at, paid_at, payer, extra`;

const INSERT = `insert into invoices (${INVOICE_COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
  on conflict (merchant_id, dialect, order_number) do nothing`;

/** @returns false if the merchant has an invoice of this order number in this dialect. */
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

const SELECT_BY_ORDER_NUMBER = `select ${INVOICE_COLUMNS} from invoices
  where merchant_id = $1 and dialect = $2 and order_number = $3`;

export async function selectInvoiceByOrderNumber(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly orderNumber: string },
): Promise<InvoiceRow | undefined> {
  const row = await reader.get(SELECT_BY_ORDER_NUMBER, [key.merchantId, key.dialect, key.orderNumber]);
  return row && invoiceOf(row);
}

/** Only one that still waits and has received nothing: decided in the statement, so that no payment can slip between. */
const CANCEL = `update invoices set state = 'cancelled', updated_at = $4
  where merchant_id = $1 and dialect = $2 and number = $3
    and state = 'pending' and received_minor = 0 and expires_at > $4
  returning ${INVOICE_COLUMNS}`;

export async function cancelWaitingInvoice(
  transaction: Transaction,
  key: {
    readonly merchantId: string;
    readonly dialect: string;
    readonly number: string;
    readonly now: number;
  },
): Promise<InvoiceRow | undefined> {
  const row = await transaction.get(CANCEL, [key.merchantId, key.dialect, key.number, key.now]);
  return row && invoiceOf(row);
}

function valuesOf(invoice: InvoiceRow): Value[] {
  const { priced, due } = invoice;
  return [
    invoice.merchantId,
    invoice.id,
    invoice.dialect,
    invoice.number,
    invoice.orderNumber ?? null,
    invoice.shopId ?? null,
    priced.asset.code,
    priced.minor,
    due?.asset.code ?? null,
    due?.minor ?? null,
    invoice.rate ?? null,
    invoice.network ?? null,
    invoice.address ?? null,
    invoice.addressKind ?? null,
    invoice.addressExpiresAt ?? null,
    invoice.storedState,
    invoice.received,
    invoice.description,
    invoice.createdAt,
    invoice.expiresAt,
    invoice.updatedAt,
    invoice.paidAt ?? null,
    invoice.sealedPayer ?? null,
    JSON.stringify(invoice.extra),
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
    shopId: optional(row, 'shop_id', textOf),
    priced: amountOf(requireAsset(textOf(row, 'priced_asset')), integerOf(row, 'priced_minor')),
    due: optional(row, 'due_asset', dueOf),
    rate: optional(row, 'rate', textOf),
    network: optional(row, 'network', textOf) as NetworkId | undefined,
    address: optional(row, 'address', textOf),
    addressKind: optional(row, 'address_kind', textOf) as AddressKind | undefined,
    addressExpiresAt: optional(row, 'address_expires_at', numberOf),
    storedState: textOf(row, 'state') as StoredInvoiceState,
    received: integerOf(row, 'received_minor'),
    description: textOf(row, 'description'),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: numberOf(row, 'expires_at'),
    updatedAt: numberOf(row, 'updated_at'),
    paidAt: optional(row, 'paid_at', numberOf),
    sealedPayer: optional(row, 'payer', bytesOf),
    extra: JSON.parse(textOf(row, 'extra')) as Readonly<Record<string, unknown>>,
  });
}

function dueOf(row: Row): Amount {
  return amountOf(requireAsset(textOf(row, 'due_asset')), integerOf(row, 'due_minor'));
}
