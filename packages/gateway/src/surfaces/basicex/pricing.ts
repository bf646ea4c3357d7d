import { type Core, findRate, findRates } from '../../core/index.ts';
import {
  type Amount,
  type Asset,
  type Coin,
  convert,
  formatRate,
  inverse,
  type Rate,
  type Rounding,
} from '../../money/index.ts';
import { COIN_CODES } from './assets.ts';
import { type Refusal, refusal } from './errors.ts';
import type { Price } from './invoice-request.ts';

/** What the payer owes in the coin that is fixed, and at which rate: the fiat that one coin is worth. */
export interface Due {
  readonly amount: Amount;
  readonly rate?: Rate;
}

/**
 * To the coin's own decimals. Not in the house's favour, as elsewhere: an observed webhook prices 14.89 USD at 0.99990947 as 14.891348
 * USDT, where rounding up would give 14.891349.
 */
const ROUNDING: Rounding = 'half_even';

/** What is due for a price, or undefined where the coin is still to be chosen. */
export async function dueFor(core: Core, price: Price): Promise<Due | Refusal | undefined> {
  const { amount, coin } = price;
  const { asset } = amount;
  if (asset.kind === 'coin') return { amount };
  if (coin === undefined) return undefined;
  const quoted = await findRate(core.reader, { base: coin, quote: asset, now: core.environment.now() });
  if (quoted.outcome === 'stale') {
    return refusal('rate_unavailable', `The rate for ${coin.code} in ${asset.code} is stale at the moment.`);
  }
  if (quoted.outcome === 'unknown') {
    return refusal('rate_unavailable', `There is no rate for ${coin.code} in ${asset.code} at the moment.`);
  }
  return convertPrice(amount, quoted.rate);
}

/** A price in fiat as an amount of the rate's coin. */
export function convertPrice(price: Amount, rate: Rate): Due | Refusal {
  const amount = convert(price, inverse(rate), ROUNDING);
  if ('problem' in amount) return refusal('parameter_invalid', `amount ${amount.message}.`, 'amount');
  if (amount.minor > 0n) return { amount, rate };
  const message = `amount is less than ${rate.base.code} can be divided into: ${rate.base.scale} decimals.`;
  return refusal('parameter_invalid', message, 'amount');
}

/** The latest rates of the coins that can be paid: the fiat that one coin is worth. */
export async function ratesIn(core: Core, fiat: Asset): Promise<readonly Rate[]> {
  const rates = await findRates(core.reader, { quote: fiat, now: core.environment.now() });
  return rates.filter(({ base }) => COIN_CODES.includes(base.code));
}

/** The coins that rates are known for. */
export function coinsOf(rates: readonly Rate[]): readonly Coin[] {
  return rates.map(({ base }) => base).filter((base): base is Coin => base.kind === 'coin');
}

/** Coin to decimal, as `GET /v2/rates/{fiat}` answers. */
export function renderRates(rates: readonly Rate[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rates.map((rate) => [rate.base.code, formatRate(rate)]));
}
