import { type Amount, type Asset, amountOf } from '../money/index.ts';
import { selectFee, upsertFee } from '../store/queries/fees.ts';
import type { Reader, Transaction } from '../store/store.ts';

/** What a merchant is charged for one operation in one asset, by its own schedule; zero where that says nothing. */
export async function feeFor(
  reader: Reader,
  of: { readonly merchantId: string; readonly operation: string; readonly asset: Asset },
): Promise<Amount> {
  const { merchantId, operation, asset } = of;
  const fixed = await selectFee(reader, { merchantId, operation, asset: asset.code });
  return amountOf(asset, fixed ?? 0n);
}

export async function setFee(
  transaction: Transaction,
  command: { readonly merchantId: string; readonly operation: string; readonly fee: Amount },
): Promise<void> {
  const { merchantId, operation, fee } = command;
  await upsertFee(transaction, { merchantId, operation, asset: fee.asset.code }, fee.minor);
}
