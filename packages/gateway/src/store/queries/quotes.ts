import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export interface QuoteRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** What the fee is for: `payout` … */
  readonly operation: string;
  /** Would leave the merchant's balance, beside the fee. */
  readonly source: Amount;
  /** Of the same asset as the source. */
  readonly fee: Amount;
  /** Would reach the beneficiary. */
  readonly amount: Amount;
  /** Units of the amount's asset for one of the source's; absent where they are the same. */
  readonly rate?: string;
  readonly createdAt: number;
  /** From when on it is no use, in Unix milliseconds. */
  readonly expiresAt: number;
  /** What it was used for. */
  readonly payoutId?: string;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface QuoteKey {
  readonly merchantId: string;
  readonly dialect: string;
  readonly number: string;
}

const COLUMNS = `merchant_id, id, dialect, number, operation, source_asset, source_minor, asset, amount_minor, fee_minor,
  rate, created_at, expires_at, payout_id, extra`;

const INSERT = `insert into quotes (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

export async function insertQuote(transaction: Transaction, quote: QuoteRow): Promise<void> {
  await transaction.run(INSERT, [
    quote.merchantId,
    quote.id,
    quote.dialect,
    quote.number,
    quote.operation,
    quote.source.asset.code,
    quote.source.minor,
    quote.amount.asset.code,
    quote.amount.minor,
    quote.fee.minor,
    quote.rate ?? null,
    quote.createdAt,
    quote.expiresAt,
    quote.payoutId ?? null,
    JSON.stringify(quote.extra),
  ]);
}

const SELECT = `select ${COLUMNS} from quotes where merchant_id = $1 and dialect = $2 and number = $3`;

export async function selectQuote(reader: Reader, key: QuoteKey): Promise<QuoteRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.dialect, key.number]);
  return row && quoteOf(row);
}

/** The same, kept from being used by another until the transaction ends. */
export async function lockQuote(transaction: Transaction, key: QuoteKey): Promise<QuoteRow | undefined> {
  const row = await transaction.lock(SELECT, [key.merchantId, key.dialect, key.number]);
  return row && quoteOf(row);
}

const USE = 'update quotes set payout_id = $3 where merchant_id = $1 and id = $2';

/** Marks a quote as used. A second time is refused by a trigger. */
export async function markQuoteUsed(
  transaction: Transaction,
  use: { readonly merchantId: string; readonly id: string; readonly payoutId: string },
): Promise<void> {
  await transaction.run(USE, [use.merchantId, use.id, use.payoutId]);
}

function quoteOf(row: Row): QuoteRow {
  const sourceAsset = requireAsset(textOf(row, 'source_asset'));
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    operation: textOf(row, 'operation'),
    source: amountOf(sourceAsset, integerOf(row, 'source_minor')),
    fee: amountOf(sourceAsset, integerOf(row, 'fee_minor')),
    amount: amountOf(requireAsset(textOf(row, 'asset')), integerOf(row, 'amount_minor')),
    rate: optional(row, 'rate', textOf),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: numberOf(row, 'expires_at'),
    payoutId: optional(row, 'payout_id', textOf),
    extra: JSON.parse(textOf(row, 'extra')) as QuoteRow['extra'],
  });
}
