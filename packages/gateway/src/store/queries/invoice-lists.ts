import type { Reader, Value } from '../store.ts';
import { INVOICE_COLUMNS, type InvoiceRow, invoiceOf } from './invoices.ts';
import { numberOf } from './row.ts';

export type InvoiceState = 'pending' | 'confirming' | 'paid' | 'underpaid' | 'expired' | 'cancelled';

export interface InvoiceFilter {
  readonly merchantId: string;
  readonly dialect: string;
  readonly shopId?: string;
  readonly orderNumber?: string;
  readonly state?: InvoiceState;
  /** When `state` is judged, in Unix milliseconds. */
  readonly now: number;
}

/** The same decisions as core's `stateAt`, in the words of the partial indexes that serve them. */
const IN_STATE: Readonly<Record<InvoiceState, (now: () => string) => string>> = {
  pending: (now) => `state = 'pending' and expires_at > ${now()}`,
  underpaid: (now) =>
    `state in ('pending', 'expired') and received_minor > 0 and (state = 'expired' or expires_at <= ${now()})`,
  expired: (now) =>
    `state in ('pending', 'expired') and received_minor = 0 and (state = 'expired' or expires_at <= ${now()})`,
  confirming: () => "state <> 'pending' and state = 'confirming'",
  paid: () => "state <> 'pending' and state = 'paid'",
  cancelled: () => "state <> 'pending' and state = 'cancelled'",
};

/** Newest first. Ids are UUIDv7, so their order is that of creation. */
export async function selectInvoices(
  reader: Reader,
  filter: InvoiceFilter,
  page: { readonly offset: number; readonly limit: number },
): Promise<readonly InvoiceRow[]> {
  const { text, values } = conditions(filter);
  const sql = `select ${INVOICE_COLUMNS} from invoices where ${text}
    order by id desc limit $${values.length + 1} offset $${values.length + 2}`;
  return (await reader.all(sql, [...values, page.limit, page.offset])).map(invoiceOf);
}

/** Newest first, before the one of `beforeId`: as quick on the last page as on the first. */
export async function selectInvoicesBefore(
  reader: Reader,
  filter: InvoiceFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly InvoiceRow[]> {
  const { text, values } = conditions(filter);
  const before = beforeId === undefined ? '' : ` and id < $${values.push(beforeId)}`;
  const sql = `select ${INVOICE_COLUMNS} from invoices where ${text}${before} order by id desc limit $${values.push(limit)}`;
  return (await reader.all(sql, values)).map(invoiceOf);
}

export async function countInvoices(reader: Reader, filter: InvoiceFilter): Promise<number> {
  const { text, values } = conditions(filter);
  const row = await reader.get(`select count(*) as total from invoices where ${text}`, values);
  return row === undefined ? 0 : numberOf(row, 'total');
}

/** One text for each combination of filters, so that each is prepared once. */
function conditions(filter: InvoiceFilter): { readonly text: string; readonly values: Value[] } {
  const values: Value[] = [];
  const bind = (value: Value) => `$${values.push(value)}`;
  const all = [`merchant_id = ${bind(filter.merchantId)}`, `dialect = ${bind(filter.dialect)}`];
  if (filter.shopId !== undefined) all.push(`shop_id = ${bind(filter.shopId)}`);
  if (filter.orderNumber !== undefined) all.push(`order_number = ${bind(filter.orderNumber)}`);
  if (filter.state !== undefined) all.push(IN_STATE[filter.state](() => bind(filter.now)));
  return { text: all.join(' and '), values };
}
