import { type Amount, amountOrProblem } from './amount.ts';
import type { Asset } from './asset.ts';
import { DECIMALS_MAXIMUM, formatDecimal, parseDecimal, powerOfTen, shortest } from './decimal.ts';
import { MoneyError, type MoneyProblem, moneyProblem } from './problem.ts';
import { divide, type Rounding } from './rounding.ts';

/**
 * How much of `quote` one whole unit of `base` is worth, as an exact positive fraction: the inverse of 3 is a third, not
 * 0.333…. A rate knows its two assets, so that it cannot be applied the wrong way round. Frozen.
 */
export interface Rate {
  readonly base: Asset;
  readonly quote: Asset;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Reads a rate from a plain decimal of up to 18 decimals. Must be above zero.
 *
 * @example parseRate('7.1523', { base: requireAsset('USD'), quote: requireAsset('CNY') }) // one USD is 7.1523 CNY
 */
export function parseRate(
  text: string,
  pair: { readonly base: Asset; readonly quote: Asset },
): Rate | MoneyProblem {
  const decimal = parseDecimal(text);
  if ('problem' in decimal) return decimal;
  if (decimal.mantissa === 0n) return moneyProblem('not_positive', 'must be above zero');
  return rateOf(pair.base, pair.quote, decimal.mantissa, powerOfTen(decimal.scale));
}

/**
 * The same rate seen from the other side, exactly: inverting twice gives the first back.
 *
 * @example
 * const rate = parseRate('0.25', { base: requireAsset('USDT'), quote: requireAsset('USD') });
 * if (!('problem' in rate)) formatRate(inverse(rate)); // '4': one USD is 4 USDT
 */
export function inverse({ base, quote, numerator, denominator }: Rate): Rate {
  return rateOf(quote, base, denominator, numerator);
}

/**
 * What an amount of the rate's base is worth in its quote, rounded once, at the end.
 *
 * @param rounding usually one of `inHouseFavour`
 * @returns a `too_large` problem if the result does not fit 64 bits
 * @throws MoneyError `different_assets` if the amount is not in the rate's base; use {@link inverse}
 * @example
 * const rate = parseRate('1.01', { base: requireAsset('USD'), quote: requireAsset('USDT') });
 * const price = amountOf(requireAsset('USD'), 50n);
 * if (!('problem' in rate)) convert(price, rate, inHouseFavour.received); // the payer must send 0.505 USDT
 */
export function convert(amount: Amount, rate: Rate, rounding: Rounding): Amount | MoneyProblem {
  if (amount.asset.code !== rate.base.code) {
    throw new MoneyError(
      'different_assets',
      `a rate of ${rate.quote.code} per ${rate.base.code} cannot convert ${amount.asset.code}`,
    );
  }
  const numerator = amount.minor * rate.numerator * powerOfTen(rate.quote.scale);
  const denominator = rate.denominator * powerOfTen(rate.base.scale);
  return amountOrProblem(rate.quote, divide(numerator, denominator, rounding));
}

/**
 * Writes a rate as a decimal without zeros at its end. What {@link parseRate} read is written exactly; an inverse may have no
 * end, and is rounded half to even. So keep the rate that was quoted, not its inverse.
 *
 * @param options.decimals at most so many, 18 if not told
 * @example
 * const rate = parseRate('3', { base: requireAsset('USD'), quote: requireAsset('USDT') });
 * if (!('problem' in rate)) formatRate(inverse(rate), { decimals: 4 }); // '0.3333'
 */
export function formatRate(rate: Rate, options: { readonly decimals?: number } = {}): string {
  const scale = options.decimals ?? DECIMALS_MAXIMUM;
  const mantissa = divide(rate.numerator * powerOfTen(scale), rate.denominator, 'half_even');
  return formatDecimal(shortest({ mantissa, scale }));
}

function rateOf(base: Asset, quote: Asset, numerator: bigint, denominator: bigint): Rate {
  return Object.freeze({ base, quote, numerator, denominator });
}
