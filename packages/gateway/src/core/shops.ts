import * as queries from '../store/queries/shops.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

/** Where a merchant sells: invoices can be issued in its name. */
export type Shop = queries.ShopRow;

/** A merchant's list of shops is not paged. */
const SHOPS_MAXIMUM = 1_000;

export async function createShop(
  transaction: Transaction,
  core: Core,
  command: Omit<Shop, 'id' | 'createdAt'>,
): Promise<Shop> {
  const shop = { ...command, id: core.newId(), createdAt: core.environment.now() };
  await queries.insertShop(transaction, shop);
  return shop;
}

export function findShop(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly number: string },
): Promise<Shop | undefined> {
  return queries.selectShop(reader, key);
}

/** By number, the first thousand. */
export function listShops(
  reader: Reader,
  of: { readonly merchantId: string; readonly dialect: string },
): Promise<readonly Shop[]> {
  return queries.selectShops(reader, { ...of, limit: SHOPS_MAXIMUM });
}
