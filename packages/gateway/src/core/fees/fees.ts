import type { Amount, Asset } from '../../money/index.ts';
import * as queries from '../../store/queries/fees.ts';
import type { Reader, Transaction } from '../../store/store.ts';
import { type FeeSchedule, FREE, feeOf, MILLIONTHS } from './schedule.ts';

/** A schedule that everybody has who has none of their own. */
const EVERYBODY = '';

export type Fee = queries.FeeRow;

export interface FeeCommand {
  /** Whose; everybody's where absent. */
  readonly merchantId?: string;
  /** What is charged for, as whoever asks calls it: `invoice`, `payout` … */
  readonly operation: string;
  readonly asset: Asset;
  /** What is left out is zero, or no maximum. */
  readonly schedule: Partial<FeeSchedule>;
}

/**
 * Puts a schedule in the place of the one there was.
 *
 * @throws RangeError if a part is below zero, the proportion above one, or the maximum below the minimum
 * @example setFee(transaction, { operation: 'payout', asset: requireAsset('IDR'), schedule: { fixed: 350_000n } }) // Rp 3,500 each
 */
export async function setFee(transaction: Transaction, command: FeeCommand): Promise<void> {
  const { merchantId = EVERYBODY, operation, asset } = command;
  const schedule = { ...FREE, ...command.schedule };
  const problem = problemOf(schedule);
  if (problem !== undefined) throw new RangeError(problem);
  await queries.upsertFee(transaction, { merchantId, operation, asset: asset.code, ...schedule });
}

/**
 * Takes a schedule away: a merchant's own, and everybody's applies to it again; or everybody's.
 *
 * @returns whether there was one
 * @example unsetFee(transaction, { merchantId, operation: 'invoice', asset: requireAsset('USDT') })
 */
export function unsetFee(
  transaction: Transaction,
  { merchantId = EVERYBODY, operation, asset }: Omit<FeeCommand, 'schedule'>,
): Promise<boolean> {
  return queries.deleteFee(transaction, { merchantId, operation, asset: asset.code });
}

/** Why a schedule is none; undefined where it is one. */
function problemOf({ fixed, proportionMillionths, minimum, maximum }: FeeSchedule): string | undefined {
  if (fixed < 0n) return 'fixed must not be below zero';
  if (proportionMillionths < 0n || proportionMillionths > MILLIONTHS) {
    return `proportionMillionths must be from 0 to ${MILLIONTHS}`;
  }
  if (minimum < 0n) return 'minimum must not be below zero';
  if (maximum !== undefined && maximum < minimum) return 'maximum must not be below minimum';
  return undefined;
}

/** What a merchant is charged by: its own schedule, else everybody's, else {@link FREE}. */
export async function findFeeSchedule(
  reader: Reader,
  of: { readonly merchantId: string; readonly operation: string; readonly asset: Asset },
): Promise<FeeSchedule> {
  const { merchantId, operation, asset } = of;
  const rows = await queries.selectFees(reader, { merchantId, operation, asset: asset.code });
  return rows.find((row) => row.merchantId === merchantId) ?? rows[0] ?? FREE;
}

/**
 * What a merchant is charged for one operation on an amount, to be paid beside it. For what is withheld from the amount itself, see
 * `withheldFeeOf`.
 *
 * @example feeFor(core.reader, { merchantId, operation: 'payout', amount }) // in the amount's asset; zero where nothing is set
 */
export async function feeFor(
  reader: Reader,
  of: { readonly merchantId: string; readonly operation: string; readonly amount: Amount },
): Promise<Amount> {
  const { merchantId, operation, amount } = of;
  return feeOf(await findFeeSchedule(reader, { merchantId, operation, asset: amount.asset }), amount);
}

/** A page of all schedules, by merchant (everybody's first), operation and asset. */
export function listFees(
  reader: Reader,
  { after, limit }: { readonly after?: queries.FeeKey; readonly limit: number },
): Promise<readonly Fee[]> {
  return queries.selectFeePage(reader, {
    after: after ?? { merchantId: EVERYBODY, operation: '', asset: '' },
    limit,
  });
}
