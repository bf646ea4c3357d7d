import type { Reader, Transaction } from '../store.ts';
import { integerOf } from './row.ts';

export interface FeeKey {
  readonly merchantId: string;
  readonly operation: string;
  readonly asset: string;
}

const UPSERT = `insert into fees (merchant_id, operation, asset, fixed_minor) values ($1, $2, $3, $4)
  on conflict (merchant_id, operation, asset) do update set fixed_minor = excluded.fixed_minor`;

export async function upsertFee(transaction: Transaction, key: FeeKey, fixedMinor: bigint): Promise<void> {
  await transaction.run(UPSERT, [key.merchantId, key.operation, key.asset, fixedMinor]);
}

const SELECT = 'select fixed_minor from fees where merchant_id = $1 and operation = $2 and asset = $3';

/** Minor units, or undefined where the merchant's schedule has no row. */
export async function selectFee(reader: Reader, key: FeeKey): Promise<bigint | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.operation, key.asset]);
  return row && integerOf(row, 'fixed_minor');
}
