import type { Reader, Row, Transaction } from '../store.ts';
import { integerOf, optional, textOf, withoutUndefined } from './row.ts';

export interface FeeKey {
  /** Empty where the row is everybody's. */
  readonly merchantId: string;
  readonly operation: string;
  readonly asset: string;
}

export interface FeeRow extends FeeKey {
  readonly fixed: bigint;
  readonly proportionMillionths: bigint;
  readonly minimum: bigint;
  readonly maximum?: bigint;
}

const COLUMNS =
  'merchant_id, operation, asset, fixed_minor, proportion_millionths, minimum_minor, maximum_minor';

const UPSERT = `insert into fees (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (merchant_id, operation, asset) do update
  set fixed_minor = excluded.fixed_minor, proportion_millionths = excluded.proportion_millionths,
    minimum_minor = excluded.minimum_minor, maximum_minor = excluded.maximum_minor`;

export async function upsertFee(transaction: Transaction, row: FeeRow): Promise<void> {
  const { merchantId, operation, asset, fixed, proportionMillionths, minimum, maximum } = row;
  const values = [merchantId, operation, asset, fixed, proportionMillionths, minimum, maximum ?? null];
  await transaction.run(UPSERT, values);
}

const DELETE = 'delete from fees where merchant_id = $1 and operation = $2 and asset = $3';

/** @returns whether there was one */
export async function deleteFee(
  transaction: Transaction,
  { merchantId, operation, asset }: FeeKey,
): Promise<boolean> {
  return (await transaction.run(DELETE, [merchantId, operation, asset])) === 1;
}

const SELECT = `select ${COLUMNS} from fees where merchant_id in ($1, '') and operation = $2 and asset = $3`;

/** The merchant's own row and everybody's, as far as there are. */
export async function selectFees(reader: Reader, key: FeeKey): Promise<readonly FeeRow[]> {
  return (await reader.all(SELECT, [key.merchantId, key.operation, key.asset])).map(feeOf);
}

const SELECT_PAGE = `select ${COLUMNS} from fees
  where (merchant_id, operation, asset) > ($1, $2, $3) order by merchant_id, operation, asset limit $4`;

/** By merchant, then operation and asset. */
export async function selectFeePage(
  reader: Reader,
  { after, limit }: { readonly after: FeeKey; readonly limit: number },
): Promise<readonly FeeRow[]> {
  return (await reader.all(SELECT_PAGE, [after.merchantId, after.operation, after.asset, limit])).map(feeOf);
}

function feeOf(row: Row): FeeRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    operation: textOf(row, 'operation'),
    asset: textOf(row, 'asset'),
    fixed: integerOf(row, 'fixed_minor'),
    proportionMillionths: integerOf(row, 'proportion_millionths'),
    minimum: integerOf(row, 'minimum_minor'),
    maximum: optional(row, 'maximum_minor', integerOf),
  });
}
