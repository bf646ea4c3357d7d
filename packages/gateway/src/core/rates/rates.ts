import { type Asset, inverse, parseRate, type Rate, requireAsset } from '../../money/index.ts';
import * as queries from '../../store/queries/rates.ts';
import type { Reader, Transaction } from '../../store/store.ts';
import { BoundedCache } from '../bounded-cache.ts';

export interface QuotedRate {
  readonly rate: Rate;
  /** Who said so. */
  readonly source: string;
  /** Since when, in Unix milliseconds. */
  readonly at: number;
  /** From when on it is stale, in Unix milliseconds; never where absent. */
  readonly expiresAt?: number;
}

/** Nothing new is quoted at a rate that is stale; what was quoted at it before stays as it is. */
export type RateFinding =
  | ({ readonly outcome: 'found' } & QuotedRate)
  | { readonly outcome: 'stale'; readonly expiresAt: number }
  | { readonly outcome: 'unknown' };

export interface RateCommand {
  readonly base: Asset;
  readonly quote: Asset;
  /** Plain decimal above zero: units of quote for one of base. */
  readonly rate: string;
  readonly source: string;
  /** Unix milliseconds. */
  readonly at: number;
  /** From when on it is stale, in Unix milliseconds: later than `at`. Never where absent. */
  readonly expiresAt?: number;
}

/**
 * Makes a rate the latest of its pair.
 *
 * @returns false if a newer one stands
 * @throws RangeError if the rate is not a decimal above zero, or stale from the start
 */
export async function putRate(transaction: Transaction, command: RateCommand): Promise<boolean> {
  const { base, quote, rate, at, expiresAt } = command;
  const parsed = parseRate(rate, { base, quote });
  if ('problem' in parsed) throw new RangeError(`rate ${parsed.message}`);
  if (expiresAt !== undefined && expiresAt <= at) {
    throw new RangeError('expiresAt must be later than the rate');
  }
  return queries.upsertRate(transaction, { ...command, base: base.code, quote: quote.code });
}

/** The rates in one currency that hold now, by base: stale ones are left out. The same rate is the same object each time. */
export async function findRates(
  reader: Reader,
  { quote, now }: { readonly quote: Asset; readonly now: number },
): Promise<readonly Rate[]> {
  const rows = await queries.selectCurrentRates(reader, { quote: quote.code, now });
  return rows.map(({ base, rate }) => parsedOnce(base, quote.code, rate));
}

/** The latest rate of a pair, or the exact inverse of that of the pair turned round. */
export async function findRate(
  reader: Reader,
  { base, quote, now }: { readonly base: Asset; readonly quote: Asset; readonly now: number },
): Promise<RateFinding> {
  const direct = await findLatest(reader, { base, quote, now });
  if (direct.outcome === 'found') return direct;
  const turned = await findLatest(reader, { base: quote, quote: base, now });
  if (turned.outcome === 'found') return { ...turned, rate: inverse(turned.rate) };
  return direct.outcome === 'stale' ? direct : turned;
}

async function findLatest(
  reader: Reader,
  { base, quote, now }: { readonly base: Asset; readonly quote: Asset; readonly now: number },
): Promise<RateFinding> {
  const row = await queries.selectRate(reader, { base: base.code, quote: quote.code });
  if (row === undefined) return { outcome: 'unknown' };
  const { expiresAt } = row;
  if (expiresAt !== undefined && expiresAt <= now) return { outcome: 'stale', expiresAt };
  return { outcome: 'found', ...quotedRateOf(row) };
}

/** A page of all rates, stale ones too, by quote and base. */
export async function listRates(
  reader: Reader,
  { after, limit }: { readonly after?: queries.RatePair; readonly limit: number },
): Promise<readonly QuotedRate[]> {
  return (await queries.selectRates(reader, { after: after ?? { quote: '', base: '' }, limit })).map(
    quotedRateOf,
  );
}

/** Every coin in every currency, a few times over. */
const PARSED_ENTRIES_MAXIMUM = 10_000;

/** The rows are read each time, because another process may have changed them; what they say is parsed once. */
const parsed = new BoundedCache<Rate>(PARSED_ENTRIES_MAXIMUM);

function parsedOnce(base: string, quote: string, text: string): Rate {
  return parsed.get(`${base} ${quote} ${text}`, () => parseKept(base, quote, text));
}

function quotedRateOf({ base, quote, rate: text, ...row }: queries.RateRow): QuotedRate {
  return { ...row, rate: parsedOnce(base, quote, text) };
}

function parseKept(base: string, quote: string, text: string): Rate {
  const rate = parseRate(text, { base: requireAsset(base), quote: requireAsset(quote) });
  if ('problem' in rate) throw new RangeError(`the kept rate of ${base} in ${quote} ${rate.message}`);
  return rate;
}
