import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, optional, textOf } from './row.ts';

export interface RatePair {
  readonly base: string;
  readonly quote: string;
}

export interface RateRow extends RatePair {
  /** Plain decimal: units of quote for one of base. */
  readonly rate: string;
  /** Who said so. */
  readonly source: string;
  readonly at: number;
  readonly expiresAt?: number;
}

const COLUMNS = 'quote_asset, base_asset, rate, source, quoted_at, expires_at';

/** News that arrive late do not replace newer ones. */
const UPSERT = `insert into rates (${COLUMNS}) values ($1, $2, $3, $4, $5, $6)
  on conflict (quote_asset, base_asset) do update
  set rate = excluded.rate, source = excluded.source, quoted_at = excluded.quoted_at, expires_at = excluded.expires_at
  where excluded.quoted_at >= rates.quoted_at`;

/** @returns false if a newer rate stands. */
export async function upsertRate(transaction: Transaction, row: RateRow): Promise<boolean> {
  const { quote, base, rate, source, at, expiresAt } = row;
  return (await transaction.run(UPSERT, [quote, base, rate, source, at, expiresAt ?? null])) === 1;
}

/** Read for every invoice that leaves its coin open, so no more columns than it takes. */
const SELECT_CURRENT = `select base_asset, rate from rates
  where quote_asset = $1 and (expires_at is null or expires_at > $2) order by base_asset`;

/** All that hold at a time, by base. */
export async function selectCurrentRates(
  reader: Reader,
  { quote, now }: { readonly quote: string; readonly now: number },
): Promise<readonly Pick<RateRow, 'base' | 'rate'>[]> {
  const rows = await reader.all(SELECT_CURRENT, [quote, now]);
  return rows.map((row) => ({ base: textOf(row, 'base_asset'), rate: textOf(row, 'rate') }));
}

const SELECT = `select ${COLUMNS} from rates where quote_asset = $1 and base_asset = $2`;

export async function selectRate(reader: Reader, pair: RatePair): Promise<RateRow | undefined> {
  const row = await reader.get(SELECT, [pair.quote, pair.base]);
  return row && rateOf(row);
}

const SELECT_PAGE = `select ${COLUMNS} from rates
  where (quote_asset, base_asset) > ($1, $2) order by quote_asset, base_asset limit $3`;

/** By quote, then base. */
export async function selectRates(
  reader: Reader,
  { after, limit }: { readonly after: RatePair; readonly limit: number },
): Promise<readonly RateRow[]> {
  return (await reader.all(SELECT_PAGE, [after.quote, after.base, limit])).map(rateOf);
}

function rateOf(row: Row): RateRow {
  const expiresAt = optional(row, 'expires_at', numberOf);
  return {
    base: textOf(row, 'base_asset'),
    quote: textOf(row, 'quote_asset'),
    rate: textOf(row, 'rate'),
    source: textOf(row, 'source'),
    at: numberOf(row, 'quoted_at'),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
