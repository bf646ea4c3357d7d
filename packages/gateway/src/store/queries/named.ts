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

interface Lookup {
  readonly table: string;
  /** Whose index begins with merchant and dialect. */
  readonly inDialect: readonly string[];
  /** Conditions on what has an index that begins with the merchant alone. */
  readonly inMerchant: readonly string[];
}

const LOOKUPS: Readonly<Record<NamedKind, Lookup>> = {
  invoice: { table: 'invoices', inDialect: ['id', 'number', 'order_number'], inMerchant: [] },
  payout: { table: 'payouts', inDialect: ['number', 'reference'], inMerchant: ['id = $1'] },
  refund: { table: 'refunds', inDialect: ['number', 'reference'], inMerchant: ['id = $1'] },
  virtual_account: {
    table: 'virtual_accounts',
    inDialect: ['number', 'reference'],
    // All three columns of the index: with two, SQLite reads through the merchant.
    inMerchant: ['id = $1', "account_number = $1 and bank >= ''"],
  },
};

/**
 * Whatever has this id or number, the provider's or the merchant's, of all merchants unless one is told. Merchant and dialect lead
 * the indexes, so each merchant and each dialect is looked up by itself: no table is read through.
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
  const { table, inDialect, inMerchant } = LOOKUPS[kind];
  const values: Value[] = [named.name];
  const bind = (value: Value) => `$${values.push(value)}`;
  const dialects = named.dialects.map(bind);
  const whose =
    named.merchantId === undefined
      ? 'merchant_id in (select merchant_id from merchants)'
      : `merchant_id = ${bind(named.merchantId)}`;
  const select = `select merchant_id, dialect, id, number from ${table} where ${whose}`;
  const branches = [
    ...inDialect.flatMap((column) =>
      dialects.map((dialect) => `${select} and dialect = ${dialect} and ${column} = $1`),
    ),
    // Concatenated, the dialect is no column of an index: else SQLite takes one that has it, and reads through the merchant.
    ...inMerchant.map(
      (condition) => `${select} and ${condition} and dialect || '' in (${dialects.join(', ')})`,
    ),
  ];
  const sql = `${branches.join(' union all ')} limit ${bind(named.limit * branches.length)}`;
  const found = (await reader.all(sql, values)).map((row) => ({
    merchantId: textOf(row, 'merchant_id'),
    dialect: textOf(row, 'dialect'),
    id: textOf(row, 'id'),
    number: textOf(row, 'number'),
  }));
  // One may have the same number twice: the provider's, and the merchant's.
  return [...new Map(found.map((row) => [row.id, row])).values()].slice(0, named.limit);
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
