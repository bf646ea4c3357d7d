import type { Reader, Row } from '../store.ts';
import type { LedgerHead, PostingRow, TransferPhase, TransferRow } from './ledger.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export interface CheckedAccount {
  readonly asset: string;
  readonly purpose: string;
  readonly balance: bigint;
  readonly mayBeNegative: boolean;
}

const SELECT_STANDING = `select position, posted_at, hash, asset, purpose, balance_minor, may_be_negative
  from merchants
  left join ledger_heads on ledger_heads.merchant_id = merchants.merchant_id
  left join accounts on accounts.merchant_id = merchants.merchant_id
  where merchants.merchant_id = $1`;

export interface Standing {
  readonly head?: LedgerHead;
  readonly accounts: readonly CheckedAccount[];
}

/** Where a ledger stands: its head and its accounts at one moment, though others may be writing. */
export async function selectStanding(reader: Reader, merchantId: string): Promise<Standing> {
  const rows = await reader.all(SELECT_STANDING, [merchantId]);
  const accounts = rows.filter((row) => row.asset !== null).map(checkedAccountOf);
  const [row] = rows;
  if (row === undefined || row.position === null) return { accounts };
  return { head: headOf(row), accounts };
}

const SELECT_TRANSFERS = `select merchant_id, position, kind, reference, phase, resolves_position, posted_at, hash
  from transfers where merchant_id = $1 and position > $2 and position <= $3 order by position limit $4`;

/** Transfers behind a position, as far as another, both of one merchant. */
export async function selectTransfers(
  reader: Reader,
  merchantId: string,
  page: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<readonly TransferRow[]> {
  return (await reader.all(SELECT_TRANSFERS, [merchantId, page.after, page.until, page.limit])).map(
    transferOf,
  );
}

const SELECT_POSTINGS = `select position, posted_at, asset, purpose, amount_minor, balance_minor
  from postings where merchant_id = $1 and position > $2 and position <= $3 order by position, asset, purpose`;

export interface CheckedPosting extends PostingRow {
  readonly position: number;
  readonly postedAt: number;
}

/** All postings of the transfers behind a position, as far as another. */
export async function selectPostingsBetween(
  reader: Reader,
  merchantId: string,
  { after, until }: { readonly after: number; readonly until: number },
): Promise<readonly CheckedPosting[]> {
  return (await reader.all(SELECT_POSTINGS, [merchantId, after, until])).map(checkedPostingOf);
}

const SELECT_TRANSFER_PAST_HEAD = `select position from transfers where merchant_id = $1
  and position > coalesce((select position from ledger_heads where merchant_id = $1), 0)
  order by position limit 1`;

const SELECT_POSTING_PAST_HEAD = `select position from postings where merchant_id = $1
  and position > coalesce((select position from ledger_heads where merchant_id = $1), 0)
  order by position limit 1`;

/** @returns the position of a transfer past the end of the ledger, at this moment */
export async function selectTransferPastHead(
  reader: Reader,
  merchantId: string,
): Promise<number | undefined> {
  const row = await reader.get(SELECT_TRANSFER_PAST_HEAD, [merchantId]);
  return row && numberOf(row, 'position');
}

/** @returns the position of a posting past the end of the ledger, at this moment */
export async function selectPostingPastHead(reader: Reader, merchantId: string): Promise<number | undefined> {
  const row = await reader.get(SELECT_POSTING_PAST_HEAD, [merchantId]);
  return row && numberOf(row, 'position');
}

function headOf(row: Row): LedgerHead {
  return {
    position: numberOf(row, 'position'),
    postedAt: numberOf(row, 'posted_at'),
    hash: bytesOf(row, 'hash'),
  };
}

function checkedAccountOf(row: Row): CheckedAccount {
  return {
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    balance: integerOf(row, 'balance_minor'),
    mayBeNegative: integerOf(row, 'may_be_negative') === 1n,
  };
}

function transferOf(row: Row): TransferRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    position: numberOf(row, 'position'),
    kind: textOf(row, 'kind'),
    reference: textOf(row, 'reference'),
    phase: textOf(row, 'phase') as TransferPhase,
    resolves: optional(row, 'resolves_position', numberOf),
    postedAt: numberOf(row, 'posted_at'),
    hash: bytesOf(row, 'hash'),
  });
}

function checkedPostingOf(row: Row): CheckedPosting {
  return {
    position: numberOf(row, 'position'),
    postedAt: numberOf(row, 'posted_at'),
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    amount: integerOf(row, 'amount_minor'),
    balance: integerOf(row, 'balance_minor'),
  };
}
