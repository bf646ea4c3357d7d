import { lockHead, openAccounts, updateMayBeNegative } from '../store/queries/ledger.ts';
import type { Transaction } from '../store/store.ts';
import { MAY_BE_NEGATIVE, type Purpose } from './account.ts';

/**
 * Lets an account fall below zero, or no longer.
 *
 * @returns whether it was done: an account that is below zero cannot be forbidden to be
 * @example await allowNegative(transaction, { merchantId, asset: 'USDT', purpose: 'available' }, true)
 */
export async function allowNegative(
  transaction: Transaction,
  account: { readonly merchantId: string; readonly asset: string; readonly purpose: Purpose },
  allowed: boolean,
): Promise<boolean> {
  const { merchantId, asset, purpose } = account;
  await lockHead(transaction, merchantId);
  await openAccounts(transaction, merchantId, [{ asset, purpose, mayBeNegative: MAY_BE_NEGATIVE[purpose] }]);
  return updateMayBeNegative(transaction, account, allowed);
}
