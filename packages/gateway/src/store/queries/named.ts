import type { Reader, Value } from '../store.ts';
import { textOf } from './row.ts';

/** What a person may name by number: the provider's, or the merchant's. */
export type NamedKind = 'invoice' | 'payout' | 'refund' | 'virtual_account';

export interface NamedRow {
  readonly merchantId: string;
  readonly dialect: string;
  readonly id: string;
  readonly number: string;
}

const TABLES: Readonly<Record<NamedKind, { readonly table: string; readonly columns: readonly string[] }>> = {
  invoice: { table: 'invoices', columns: ['id', 'number', 'order_number'] },
  payout: { table: 'payouts', columns: ['id', 'number', 'reference'] },
  refund: { table: 'refunds', columns: ['id', 'number', 'reference'] },
  virtual_account: { table: 'virtual_accounts', columns: ['id', 'number', 'reference', 'account_number'] },
};

/**
 * Whatever has this id or number, the provider's or the merchant's, of all merchants unless one is told. Merchant and dialect lead every index, so each
 * merchant is looked up by itself: no table is read through.
 */
export async function selectNamed(
  reader: Reader,
  kind: NamedKind,
  named: {
    readonly name: string;
    readonly merchantId?: string;
    readonly dialects: readonly string[];
    readonly limit: number;
  },
): Promise<readonly NamedRow[]> {
  const { table, columns } = TABLES[kind];
  const values: Value[] = [named.name];
  const bind = (value: Value) => `$${values.push(value)}`;
  const dialects = named.dialects.map(bind).join(', ');
  const whose =
    named.merchantId === undefined
      ? 'merchant_id in (select merchant_id from merchants)'
      : `merchant_id = ${bind(named.merchantId)}`;
  const by = (column: string) => `select merchant_id, dialect, id, number from ${table}
    where ${whose} and dialect in (${dialects}) and ${column} = $1`;
  const sql = `${columns.map(by).join(' union ')}
    order by merchant_id, dialect, id limit ${bind(named.limit)}`;
  return (await reader.all(sql, values)).map((row) => ({
    merchantId: textOf(row, 'merchant_id'),
    dialect: textOf(row, 'dialect'),
    id: textOf(row, 'id'),
    number: textOf(row, 'number'),
  }));
}

const OWNERS = {
  deposit: 'deposits',
  abnormal_payment: 'abnormal_payments',
} as const;

/** Whose something is that is known by its id alone. */
export async function selectMerchantOf(
  reader: Reader,
  kind: keyof typeof OWNERS,
  id: string,
): Promise<string | undefined> {
  const sql = `select merchant_id from ${OWNERS[kind]} where merchant_id in (select merchant_id from merchants) and id = $1`;
  const row = await reader.get(sql, [id]);
  return row && textOf(row, 'merchant_id');
}
