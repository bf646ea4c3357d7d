import type { Asset } from './asset.ts';
import {
  DECIMALS_MAXIMUM,
  type Decimal,
  formatDecimal,
  parseDecimal,
  powerOfTen,
  rescale,
  shortest,
} from './decimal.ts';
import { MoneyError, type MoneyProblem, moneyProblem } from './problem.ts';

/** An exact amount of one asset, counted in its minor units (ten to the power of minus `asset.scale`). Frozen. */
export interface Amount {
  readonly asset: Asset;
  /** Fits a signed 64-bit integer, as both stores keep it. Negative only as the result of a subtraction or a posting. */
  readonly minor: bigint;
}

const MINOR_MAXIMUM = 2n ** 63n - 1n;
const MINOR_MINIMUM = -(2n ** 63n);

/**
 * An amount from minor units that our own code counted or the store kept.
 *
 * @throws MoneyError `out_of_range` past 64 bits
 * @example amountOf(requireAsset('USDT'), 12_500_000n) // 12.50 USDT
 */
export function amountOf(asset: Asset, minor: bigint): Amount {
  if (!fits(minor))
    throw new MoneyError('out_of_range', `${minor} minor units of ${asset.code} do not fit 64 bits`);
  return Object.freeze({ asset, minor });
}

/**
 * Reads an amount as providers write it: an unsigned plain decimal of any length up to 18 decimals, of which those past
 * the asset's scale must be zero. Zero is an amount; whether it may be paid is for the caller to say.
 *
 * @param options.maximumDecimals stricter than the asset's scale, where a provider says so (UPay: 2 for payouts in fiat)
 * @example parseAmount('100123.000000000000000000', requireAsset('IDR')) // minor: 10012300n
 */
export function parseAmount(
  text: string,
  asset: Asset,
  options: { readonly maximumDecimals?: number } = {},
): Amount | MoneyProblem {
  const decimal = parseDecimal(text);
  if ('problem' in decimal) return decimal;
  return fromDecimal(decimal, asset, Math.min(asset.scale, options.maximumDecimals ?? asset.scale));
}

/**
 * Reads BasicEx's pair of an integer and a precision, where 200 with precision 2 is 2.00
 * (https://developers.basicex.com/en/openapi_v2/create-an-invoice.html), and a chain's raw integer with its decimals.
 *
 * @param precision 0 to 18 decimals that `integer` counts in
 * @example fromScaled(1025n, 2, requireAsset('USDT')) // 10.25 USDT
 */
export function fromScaled(integer: bigint, precision: number, asset: Asset): Amount | MoneyProblem {
  if (!Number.isInteger(precision) || precision < 0 || precision > DECIMALS_MAXIMUM) {
    return moneyProblem(
      'malformed',
      `must have a precision that is an integer from 0 to ${DECIMALS_MAXIMUM}`,
    );
  }
  if (integer < 0n) return moneyProblem('malformed', 'must not be negative');
  return fromDecimal(shortest({ mantissa: integer, scale: precision }), asset, asset.scale);
}

/**
 * Writes an amount with exactly so many decimals; the asset's own scale if not told.
 *
 * @param options.decimals 18 for EasyLink's notifications, 8 for BLKC, 2 for IDR …
 * @throws MoneyError `inexact` if digits other than zero would be cut off: an amount is never rounded by writing it
 * @example formatAmount(amountOf(requireAsset('IDR'), 10012300n), { decimals: 18 }) // '100123.000000000000000000'
 */
export function formatAmount(amount: Amount, options: { readonly decimals?: number } = {}): string {
  const decimals = options.decimals ?? amount.asset.scale;
  const mantissa = rescale(asDecimal(amount), decimals);
  if (mantissa === undefined) {
    throw new MoneyError(
      'inexact',
      `${formatShortest(amount)} ${amount.asset.code} does not fit ${decimals} decimals`,
    );
  }
  return formatDecimal({ mantissa, scale: decimals });
}

/**
 * Writes an amount with no zeros at the end of its decimals, and no decimal point if there are none.
 *
 * @example formatShortest(amountOf(requireAsset('USDT'), 688_090_000n)) // '688.09'
 */
export function formatShortest(amount: Amount): string {
  return formatDecimal(shortest(asDecimal(amount)));
}

/**
 * The sum of two amounts of one asset.
 *
 * @throws MoneyError `different_assets`, or `out_of_range` past 64 bits
 * @example
 * const usd = requireAsset('USD');
 * addAmounts(amountOf(usd, 150n), amountOf(usd, 50n)); // 2.00 USD
 */
export function addAmounts(left: Amount, right: Amount): Amount {
  requireSameAsset(left, right);
  return amountOf(left.asset, left.minor + right.minor);
}

/**
 * `left` less `right`, which may be negative.
 *
 * @throws MoneyError `different_assets`, or `out_of_range` past 64 bits
 * @example
 * const usd = requireAsset('USD');
 * subtractAmounts(amountOf(usd, 150n), amountOf(usd, 50n)); // 1.00 USD
 */
export function subtractAmounts(left: Amount, right: Amount): Amount {
  requireSameAsset(left, right);
  return amountOf(left.asset, left.minor - right.minor);
}

/**
 * Orders two amounts of one asset: -1 if `left` is less, 0 if they are equal, 1 if it is more.
 *
 * @throws MoneyError `different_assets`
 * @example
 * const usd = requireAsset('USD');
 * compareAmounts(amountOf(usd, 150n), amountOf(usd, 50n)); // 1
 */
export function compareAmounts(left: Amount, right: Amount): -1 | 0 | 1 {
  requireSameAsset(left, right);
  if (left.minor === right.minor) return 0;
  return left.minor < right.minor ? -1 : 1;
}

/** For conversions, whose overflow a merchant's own figures can cause. */
export function amountOrProblem(asset: Asset, minor: bigint): Amount | MoneyProblem {
  return fits(minor) ? amountOf(asset, minor) : tooLarge(asset);
}

/** `decimal` without zeros at its end. */
function fromDecimal(decimal: Decimal, asset: Asset, decimalsMaximum: number): Amount | MoneyProblem {
  if (decimal.scale > decimalsMaximum) {
    const message = `must have at most ${decimalsMaximum} decimals for ${asset.code}`;
    return moneyProblem('too_many_decimals', message);
  }
  return amountOrProblem(asset, decimal.mantissa * powerOfTen(asset.scale - decimal.scale));
}

function tooLarge(asset: Asset): MoneyProblem {
  const maximum = formatDecimal({ mantissa: MINOR_MAXIMUM, scale: asset.scale });
  return moneyProblem('too_large', `must be at most ${maximum} ${asset.code}`);
}

function asDecimal({ asset, minor }: Amount): Decimal {
  return { mantissa: minor, scale: asset.scale };
}

function fits(minor: bigint): boolean {
  return minor >= MINOR_MINIMUM && minor <= MINOR_MAXIMUM;
}

function requireSameAsset(left: Amount, right: Amount): void {
  if (left.asset.code === right.asset.code) return;
  throw new MoneyError('different_assets', `${left.asset.code} and ${right.asset.code} are different assets`);
}
