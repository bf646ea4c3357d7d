import { type Amount, type Asset, formatRate, type MoneyProblem } from '../../money/index.ts';
import * as queries from '../../store/queries/quotes.ts';
import type { Reader, Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { feeFor } from '../fees/fees.ts';
import { quoteConversion } from '../rates/conversion.ts';
import { findRate } from '../rates/rates.ts';
import type { PayoutTerms } from './terms.ts';

export type Quote = queries.QuoteRow;

export type QuoteCommand = {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** What the fee is for, as the fee schedule calls it: `payout` … */
  readonly operation: string;
  readonly validityMilliseconds: number;
  readonly extra?: Readonly<Record<string, unknown>>;
} & (
  | { /** To reach the beneficiary. */ readonly amount: Amount; readonly sourceAsset: Asset }
  | { /** To leave the balance, beside the fee. */ readonly source: Amount; readonly asset: Asset }
);

export type Quoting =
  | { readonly outcome: 'quoted'; readonly quote: Quote }
  /** There is no rate for the pair, or the one there is no longer holds. */
  | { readonly outcome: 'unpriced'; readonly reason: 'unknown' | 'stale' }
  /** One side would be nothing, or more than there can be. */
  | { readonly outcome: 'amount_refused'; readonly problem: MoneyProblem };

/**
 * Says what a payout would cost, and keeps to it for as long as the quote is valid. What is fixed, stays; the other side is rounded
 * in the house's favour: what the merchant gives up, what the beneficiary gets down. The fee comes on top, in the source's asset.
 *
 * @throws RangeError if the validity is not above zero
 */
export async function quotePayout(
  transaction: Transaction,
  core: Core,
  command: QuoteCommand,
): Promise<Quoting> {
  const { merchantId, dialect, number, operation, validityMilliseconds, extra = {} } = command;
  if (!(validityMilliseconds > 0)) throw new RangeError('a quote is valid for more than no time');
  const now = core.environment.now();
  const sides = await sidesOf(transaction, command, now);
  if ('outcome' in sides) return sides;
  const fee = await feeFor(transaction, { merchantId, operation, amount: sides.source });
  const quote: Quote = {
    ...{ merchantId, dialect, number, operation, extra },
    id: core.newId(),
    ...sides,
    fee,
    createdAt: now,
    expiresAt: now + validityMilliseconds,
  };
  await queries.insertQuote(transaction, quote);
  return { outcome: 'quoted', quote };
}

export function findQuote(reader: Reader, key: queries.QuoteKey): Promise<Quote | undefined> {
  return queries.selectQuote(reader, key);
}

type Sides = Pick<Quote, 'source' | 'amount' | 'rate'>;

async function sidesOf(
  reader: Reader,
  command: QuoteCommand,
  now: number,
): Promise<Sides | Exclude<Quoting, { outcome: 'quoted' }>> {
  const isAmountFixed = 'amount' in command;
  const fixed = isAmountFixed ? command.amount : command.source;
  const base = isAmountFixed ? command.sourceAsset : command.source.asset;
  const quote = isAmountFixed ? command.amount.asset : command.asset;
  if (fixed.minor <= 0n) {
    return { outcome: 'amount_refused', problem: { problem: 'not_positive', message: 'must be above zero' } };
  }
  if (base.code === quote.code) return { source: fixed, amount: fixed };

  const found = await findRate(reader, { base, quote, now });
  if (found.outcome !== 'found') return { outcome: 'unpriced', reason: found.outcome };
  const { rate } = found;
  const other = quoteConversion(fixed, rate, isAmountFixed ? 'received' : 'paid');
  if ('problem' in other) return { outcome: 'amount_refused', problem: other };
  const sides = isAmountFixed ? { source: other, amount: fixed } : { source: fixed, amount: other };
  return { ...sides, rate: formatRate(rate) };
}

export type QuoteRefusal = 'unknown' | 'used' | 'expired';

/** The terms of a quote that can be used, locked until the transaction ends. */
export async function openQuote(
  transaction: Transaction,
  core: Core,
  key: queries.QuoteKey,
): Promise<{ readonly id: string; readonly terms: PayoutTerms } | { readonly refused: QuoteRefusal }> {
  const quote = await queries.lockQuote(transaction, key);
  if (quote === undefined) return { refused: 'unknown' };
  if (quote.payoutId !== undefined) return { refused: 'used' };
  if (core.environment.now() >= quote.expiresAt) return { refused: 'expired' };
  const { id, source, amount, fee, rate } = quote;
  return { id, terms: { source, amount, fee, ...(rate !== undefined && { rate }) } };
}
