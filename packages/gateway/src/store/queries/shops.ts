import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, optional, textOf, withoutUndefined } from './row.ts';

export interface ShopRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** What the merchant knows it by. */
  readonly number: string;
  readonly name: string;
  readonly url?: string;
  /** Whether the merchant has shown that the url is its own. */
  readonly confirmed: boolean;
  readonly createdAt: number;
}

const COLUMNS = 'merchant_id, id, dialect, number, name, url, confirmed, created_at';

const INSERT = `insert into shops (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

export async function insertShop(transaction: Transaction, shop: ShopRow): Promise<void> {
  const { merchantId, id, dialect, number, name, url, confirmed, createdAt } = shop;
  const parameters = [merchantId, id, dialect, number, name, url ?? null, confirmed ? 1 : 0, createdAt];
  await transaction.run(INSERT, parameters);
}

const SELECT = `select ${COLUMNS} from shops where merchant_id = $1 and dialect = $2 and number = $3`;

export async function selectShop(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly number: string },
): Promise<ShopRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.dialect, key.number]);
  return row && shopOf(row);
}

const SELECT_ALL = `select ${COLUMNS} from shops where merchant_id = $1 and dialect = $2 order by number limit $3`;

export async function selectShops(
  reader: Reader,
  of: { readonly merchantId: string; readonly dialect: string; readonly limit: number },
): Promise<readonly ShopRow[]> {
  return (await reader.all(SELECT_ALL, [of.merchantId, of.dialect, of.limit])).map(shopOf);
}

function shopOf(row: Row): ShopRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    name: textOf(row, 'name'),
    url: optional(row, 'url', textOf),
    confirmed: numberOf(row, 'confirmed') === 1,
    createdAt: numberOf(row, 'created_at'),
  });
}
