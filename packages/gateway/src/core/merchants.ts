import * as queries from '../store/queries/merchants.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

export type Merchant = queries.MerchantRow;

export async function createMerchant(
  transaction: Transaction,
  core: Core,
  /** The id may be chosen beforehand, by who has something to prepare for the merchant. */
  merchant: { readonly name: string; readonly id?: string },
): Promise<Merchant> {
  const { name, id = core.newId() } = merchant;
  const created = { id, name, createdAt: core.environment.now() };
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
