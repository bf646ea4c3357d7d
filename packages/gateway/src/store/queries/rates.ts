import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, textOf } from './row.ts';

export interface RateRow {
  readonly base: string;
  readonly quote: string;
  /** Plain decimal: units of quote for one of base. */
  readonly rate: string;
  /** Who said so. */
  readonly source: string;
  readonly at: number;
}

const COLUMNS = 'quote_asset, base_asset, rate, source, quoted_at';

/** News that arrive late do not replace newer ones. */
const UPSERT = `insert into rates (${COLUMNS}) values ($1, $2, $3, $4, $5)
  on conflict (quote_asset, base_asset) do update
  set rate = excluded.rate, source = excluded.source, quoted_at = excluded.quoted_at
  where excluded.quoted_at >= rates.quoted_at`;

/** @returns false if a newer rate stands. */
export async function upsertRate(transaction: Transaction, row: RateRow): Promise<boolean> {
  return (await transaction.run(UPSERT, [row.quote, row.base, row.rate, row.source, row.at])) === 1;
}

const SELECT_OF_QUOTE = `select ${COLUMNS} from rates where quote_asset = $1 order by base_asset`;

export async function selectRatesInQuote(reader: Reader, quote: string): Promise<readonly RateRow[]> {
  return (await reader.all(SELECT_OF_QUOTE, [quote])).map(rateOf);
}

const SELECT = `select ${COLUMNS} from rates where quote_asset = $1 and base_asset = $2`;

export async function selectRate(
  reader: Reader,
  pair: { readonly base: string; readonly quote: string },
): Promise<RateRow | undefined> {
  const row = await reader.get(SELECT, [pair.quote, pair.base]);
  return row && rateOf(row);
}

function rateOf(row: Row): RateRow {
  return {
    base: textOf(row, 'base_asset'),
    quote: textOf(row, 'quote_asset'),
    rate: textOf(row, 'rate'),
    source: textOf(row, 'source'),
    at: numberOf(row, 'quoted_at'),
  };
}
