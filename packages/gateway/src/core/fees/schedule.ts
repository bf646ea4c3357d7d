import { type Amount, amountOf } from '../../money/index.ts';

/** What an operation costs in one asset: an amount, a proportion, or both, within bounds. Minor units of that asset. */
export interface FeeSchedule {
  readonly fixed: bigint;
  /** Of the amount: 1 % is 10,000. From 0 to 1,000,000. */
  readonly proportionMillionths: bigint;
  /** What it costs at least, whatever the amount. */
  readonly minimum: bigint;
  /** What it costs at most; without limit where absent. */
  readonly maximum?: bigint;
}

export const MILLIONTHS = 1_000_000n;

/** What costs nothing. */
export const FREE: FeeSchedule = { fixed: 0n, proportionMillionths: 0n, minimum: 0n };

/**
 * The fee on an amount, to be paid beside it: the fixed part and the proportion, rounded up to the minor unit (in the house's
 * favour: ours, as for conversions), then bounded.
 *
 * @throws MoneyError `out_of_range` past 64 bits
 * @example
 * const schedule = { fixed: 30n, proportionMillionths: 29_000n, minimum: 0n }; // 2.9 % and 30 cents
 * feeOf(schedule, amountOf(requireAsset('USD'), 1_000n)); // 0.59 USD
 */
export function feeOf(schedule: FeeSchedule, amount: Amount): Amount {
  const { fixed, proportionMillionths, minimum, maximum } = schedule;
  const proportional = (amount.minor * proportionMillionths + MILLIONTHS - 1n) / MILLIONTHS;
  const wanted = fixed + proportional;
  const atLeast = wanted < minimum ? minimum : wanted;
  return amountOf(amount.asset, maximum !== undefined && atLeast > maximum ? maximum : atLeast);
}

/**
 * The fee on money that came in, to be withheld from it: {@link feeOf}, but never more than came in.
 *
 * @example
 * const schedule = { fixed: 30n, proportionMillionths: 0n, minimum: 0n };
 * withheldFeeOf(schedule, amountOf(requireAsset('USD'), 20n)); // 0.20 USD: all of it
 */
export function withheldFeeOf(schedule: FeeSchedule, amount: Amount): Amount {
  const fee = feeOf(schedule, amount);
  return fee.minor > amount.minor ? amount : fee;
}
