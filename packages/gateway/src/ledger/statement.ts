import { type Amount, type Asset, amountOf } from '../money/index.ts';
import {
  type Place,
  type StatementRow,
  selectLinesAfter,
  selectLinesBefore,
} from '../store/queries/ledger-statements.ts';
import type { Reader } from '../store/store.ts';
import type { Purpose } from './account.ts';

/** What one transfer did to an account. */
export interface StatementLine extends Place {
  readonly kind: string;
  readonly reference: string;
  /** Negative for a debit. */
  readonly amount: Amount;
  /** The account's, after this line. */
  readonly balance: Amount;
}

export interface Statement {
  readonly lines: readonly StatementLine[];
  /** Where the next page begins; absent where nothing may follow. */
  readonly next?: Place;
}

export interface StatementQuery {
  readonly merchantId: string;
  readonly asset: Asset;
  readonly purpose: Purpose;
  /** Unix milliseconds, included. */
  readonly from?: number;
  /** Unix milliseconds, not included. */
  readonly until?: number;
  /** `next` of the page before, of the same order. */
  readonly after?: Place;
  /** Lines on a page. */
  readonly limit: number;
  /** Else from the oldest. */
  readonly newestFirst?: boolean;
}

/** Later than every time of the books, and exact: 2255 is far enough. */
const EVER = 9_000_000_000_000;

/**
 * An account's statement with its running balance, page by page. A page costs the same wherever it is, and lines that are posted
 * meanwhile move no others.
 *
 * @example
 * const page = await statementOf(core.reader, { merchantId, asset: requireAsset('USDT'), purpose: 'available', limit: 50 });
 * if (page.next) await statementOf(core.reader, { …, after: page.next });
 */
export async function statementOf(reader: Reader, query: StatementQuery): Promise<Statement> {
  const { merchantId, asset, purpose, limit, newestFirst = false } = query;
  const key = { merchantId, asset: asset.code, purpose };
  // Positions begin at 1, so 0 is before all that was posted at a time.
  const { from = 0, until = EVER } = query;
  const { after = { postedAt: newestFirst ? until : from, position: 0 } } = query;
  // One more than asked for tells whether more follow.
  const page = { limit: limit + 1 };
  const rows = newestFirst
    ? await selectLinesBefore(reader, key, { ...page, before: after, from })
    : await selectLinesAfter(reader, key, { ...page, after, until });
  const lines = rows.slice(0, limit).map((row) => lineOf(asset, row));
  const last = lines.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { lines, ...(hasMore && { next: { postedAt: last.postedAt, position: last.position } }) };
}

function lineOf(asset: Asset, { amount, balance, ...line }: StatementRow): StatementLine {
  return { ...line, amount: amountOf(asset, amount), balance: amountOf(asset, balance) };
}
