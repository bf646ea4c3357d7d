import type { Reader, Row } from '../store.ts';
import type { AccountRow } from './ledger.ts';
import { integerOf, numberOf, textOf } from './row.ts';

const SELECT_ACCOUNTS_AS_OF = `select asset, purpose, balance_minor from (
    select asset, purpose, (
      select postings.balance_minor from postings
      where postings.merchant_id = accounts.merchant_id and postings.asset = accounts.asset
        and postings.purpose = accounts.purpose and posted_at <= $2
      order by posted_at desc, position desc limit 1
    ) as balance_minor
    from accounts where merchant_id = $1
  ) as earlier
  where balance_minor is not null order by asset, purpose`;

/** Accounts as the last posting until a time, Unix milliseconds, left them; those opened later are left out. */
export async function selectAccountsAsOf(
  reader: Reader,
  { merchantId, asOf }: { readonly merchantId: string; readonly asOf: number },
): Promise<readonly AccountRow[]> {
  const rows = await reader.all(SELECT_ACCOUNTS_AS_OF, [merchantId, asOf]);
  return rows.map((row) => ({
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    balance: integerOf(row, 'balance_minor'),
  }));
}

export interface AccountKey {
  readonly merchantId: string;
  readonly asset: string;
  readonly purpose: string;
}

/** A place among the postings of an account: what was posted at that time, and its transfer's position. */
export interface Place {
  /** Unix milliseconds. */
  readonly postedAt: number;
  readonly position: number;
}

export interface StatementRow extends Place {
  readonly kind: string;
  readonly reference: string;
  readonly amount: bigint;
  readonly balance: bigint;
}

const SELECT_LINES = `select postings.posted_at, postings.position, kind, reference, amount_minor, balance_minor
  from postings join transfers on transfers.merchant_id = postings.merchant_id and transfers.position = postings.position
  where postings.merchant_id = $1 and asset = $2 and purpose = $3`;

const OLDEST_FIRST = `${SELECT_LINES}
  and (postings.posted_at, postings.position) > ($4, $5) and postings.posted_at < $6
  order by postings.posted_at, postings.position limit $7`;

/** The postings behind a place, and before a time, from the oldest. */
export async function selectLinesAfter(
  reader: Reader,
  { merchantId, asset, purpose }: AccountKey,
  page: { readonly after: Place; readonly until: number; readonly limit: number },
): Promise<readonly StatementRow[]> {
  const { after, until, limit } = page;
  const values = [merchantId, asset, purpose, after.postedAt, after.position, until, limit];
  return (await reader.all(OLDEST_FIRST, values)).map(lineOf);
}

const NEWEST_FIRST = `${SELECT_LINES}
  and (postings.posted_at, postings.position) < ($4, $5) and postings.posted_at >= $6
  order by postings.posted_at desc, postings.position desc limit $7`;

/** The postings before a place, and not before a time, from the newest. */
export async function selectLinesBefore(
  reader: Reader,
  { merchantId, asset, purpose }: AccountKey,
  page: { readonly before: Place; readonly from: number; readonly limit: number },
): Promise<readonly StatementRow[]> {
  const { before, from, limit } = page;
  const values = [merchantId, asset, purpose, before.postedAt, before.position, from, limit];
  return (await reader.all(NEWEST_FIRST, values)).map(lineOf);
}

function lineOf(row: Row): StatementRow {
  return {
    postedAt: numberOf(row, 'posted_at'),
    position: numberOf(row, 'position'),
    kind: textOf(row, 'kind'),
    reference: textOf(row, 'reference'),
    amount: integerOf(row, 'amount_minor'),
    balance: integerOf(row, 'balance_minor'),
  };
}
