import {
  type Amount,
  convert,
  inHouseFavour,
  inverse,
  type MoneyProblem,
  type Rate,
} from '../../money/index.ts';

/**
 * What an amount of either of a rate's assets is worth in the other, rounded in the house's favour.
 *
 * @param side whether the house receives the result (rounded up) or pays it (rounded down)
 * @returns a problem where the result does not fit 64 bits, or is nothing at all
 * @throws MoneyError `different_assets` if the amount is in neither
 * @example quoteConversion(price, usdtInUsd, 'received') // the USDT that a payer owes for a price in USD
 */
export function quoteConversion(
  amount: Amount,
  rate: Rate,
  side: keyof typeof inHouseFavour,
): Amount | MoneyProblem {
  const directed = amount.asset.code === rate.quote.code ? inverse(rate) : rate;
  const converted = convert(amount, directed, inHouseFavour[side]);
  if ('problem' in converted || converted.minor > 0n) return converted;
  const { code, scale } = directed.quote;
  return {
    problem: 'not_positive',
    message: `must be worth more than nothing in ${code}, at ${scale} decimals`,
  };
}
