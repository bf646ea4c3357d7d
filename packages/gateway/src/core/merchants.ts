import * as queries from '../store/queries/merchants.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

export type Merchant = queries.MerchantRow;

export async function createMerchant(
  transaction: Transaction,
  core: Core,
  merchant: { readonly name: string },
): Promise<Merchant> {
  const created = { id: core.newId(), name: merchant.name, createdAt: core.environment.now() };
  await queries.insertMerchant(transaction, created);
  return created;
}

export function findMerchant(reader: Reader, merchantId: string): Promise<Merchant | undefined> {
  return queries.selectMerchant(reader, merchantId);
}

/** In order of creation, those after `afterId` (`''` for the first page). */
export function listMerchants(
  reader: Reader,
  page: { readonly afterId: string; readonly limit: number },
): Promise<readonly Merchant[]> {
  return queries.selectMerchants(reader, page);
}
