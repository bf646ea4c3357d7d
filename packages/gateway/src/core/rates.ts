import { type Asset, inverse, parseRate, type Rate, requireAsset } from '../money/index.ts';
import * as queries from '../store/queries/rates.ts';
import type { Reader, Transaction } from '../store/store.ts';

export interface QuotedRate {
  readonly rate: Rate;
  /** Who said so. */
  readonly source: string;
  /** Since when, in Unix milliseconds. */
  readonly at: number;
}

export interface RateCommand {
  readonly base: Asset;
  readonly quote: Asset;
  /** Plain decimal above zero: units of quote for one of base. */
  readonly rate: string;
  readonly source: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/**
 * Makes a rate the latest of its pair.
 *
 * @returns false if a newer one stands
 * @throws RangeError if the rate is not a decimal above zero
 */
export async function putRate(transaction: Transaction, command: RateCommand): Promise<boolean> {
  const { base, quote, rate, source, at } = command;
  const parsed = parseRate(rate, { base, quote });
  if ('problem' in parsed) throw new RangeError(`rate ${parsed.message}`);
  return queries.upsertRate(transaction, { base: base.code, quote: quote.code, rate, source, at });
}

/** The latest rates in one currency, by base. */
export async function findRates(reader: Reader, quote: Asset): Promise<readonly QuotedRate[]> {
  return (await queries.selectRatesInQuote(reader, quote.code)).map(quotedRateOf);
}

/** The latest rate of a pair, or the exact inverse of that of the pair turned round. */
export async function findRate(
  reader: Reader,
  { base, quote }: { readonly base: Asset; readonly quote: Asset },
): Promise<QuotedRate | undefined> {
  const row = await queries.selectRate(reader, { base: base.code, quote: quote.code });
  if (row !== undefined) return quotedRateOf(row);
  const turned = await queries.selectRate(reader, { base: quote.code, quote: base.code });
  if (turned === undefined) return undefined;
  const quoted = quotedRateOf(turned);
  return { ...quoted, rate: inverse(quoted.rate) };
}

function quotedRateOf({ base, quote, rate: text, source, at }: queries.RateRow): QuotedRate {
  const rate = parseRate(text, { base: requireAsset(base), quote: requireAsset(quote) });
  if ('problem' in rate) throw new RangeError(`the kept rate of ${base} in ${quote} ${rate.message}`);
  return { rate, source, at };
}
