import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, integerOf, numberOf, textOf } from './row.ts';

/** The last transfer of a merchant: the next one follows it. */
export interface LedgerHead {
  /** 0 before the first transfer. */
  readonly position: number;
  /** Unix milliseconds. */
  readonly postedAt: number;
  readonly hash: Uint8Array;
}

const LOCK_HEAD = 'select position, posted_at, hash from ledger_heads where merchant_id = $1';

/** Keeps everybody else from the merchant's ledger until the transaction ends. */
export async function lockHead(transaction: Transaction, merchantId: string): Promise<LedgerHead> {
  const row = await transaction.lock(LOCK_HEAD, [merchantId]);
  if (row === undefined) throw new Error(`merchant ${merchantId} has no ledger`);
  return {
    position: numberOf(row, 'position'),
    postedAt: numberOf(row, 'posted_at'),
    hash: bytesOf(row, 'hash'),
  };
}

export interface AccountRow {
  readonly asset: string;
  readonly purpose: string;
  readonly balance: bigint;
}

export interface AccountChange {
  readonly asset: string;
  readonly purpose: string;
  /** In minor units, negative to debit. */
  readonly amount: bigint;
}

/** What a balance holds at most, and owes at most where it may be negative: both stores keep signed 64-bit integers. */
export const BALANCE_MAXIMUM = 2n ** 63n - 1n;

/**
 * Changes the balances, but for those accounts that hold less than would be taken, that would come to more than `BALANCE_MAXIMUM`, and
 * those that are not open: the statement refuses for itself. Nothing at all if the reference has a transfer.
 *
 * @param changes of `BALANCE_MAXIMUM` at most, either way
 * @returns the accounts that changed, in no order
 */
export async function changeAccounts(
  transaction: Transaction,
  { merchantId, reference }: { readonly merchantId: string; readonly reference: string },
  changes: readonly AccountChange[],
): Promise<readonly AccountRow[]> {
  const rows = await transaction.all(CHANGE(changes.length), [
    merchantId,
    reference,
    ...changes.flatMap(({ asset, purpose, amount }) => [asset, purpose, amount]),
  ]);
  return rows.map(accountOf);
}

const CHANGE = perCount(
  (count) => `update accounts set balance_minor = balance_minor + change.column3
  from (values ${tuples(count, (at) => `($${at + 3}, $${at + 4}, cast($${at + 5} as bigint))`, 3)}) as change
  where merchant_id = $1 and asset = change.column1 and purpose = change.column2
    and (balance_minor >= -change.column3 or may_be_negative = 1)
    and case when change.column3 > 0 then balance_minor <= ${BALANCE_MAXIMUM} - change.column3
      else balance_minor >= -${BALANCE_MAXIMUM} - change.column3 end
    and not exists (select 1 from transfers where merchant_id = $1 and reference = $2)
  returning asset, purpose, balance_minor`,
);

export interface NewAccount {
  readonly asset: string;
  readonly purpose: string;
  readonly mayBeNegative: boolean;
}

const OPEN = perCount(
  (count) => `insert into accounts (merchant_id, asset, purpose, balance_minor, may_be_negative)
  values ${tuples(count, (at) => `($1, $${at + 2}, $${at + 3}, 0, $${at + 4})`, 3)}
  on conflict (merchant_id, asset, purpose) do nothing`,
);

/** @returns how many were not open before */
export async function openAccounts(
  transaction: Transaction,
  merchantId: string,
  accounts: readonly NewAccount[],
): Promise<number> {
  const values = accounts.flatMap(({ asset, purpose, mayBeNegative }) => [
    asset,
    purpose,
    mayBeNegative ? 1 : 0,
  ]);
  return transaction.run(OPEN(accounts.length), [merchantId, ...values]);
}

const SET_MAY_BE_NEGATIVE = `update accounts set may_be_negative = $4
  where merchant_id = $1 and asset = $2 and purpose = $3 and (balance_minor >= 0 or $4 = 1)`;

/** @returns false if the account is not open, or below zero and must not be */
export async function updateMayBeNegative(
  transaction: Transaction,
  key: { readonly merchantId: string; readonly asset: string; readonly purpose: string },
  mayBeNegative: boolean,
): Promise<boolean> {
  const values = [key.merchantId, key.asset, key.purpose, mayBeNegative ? 1 : 0];
  return (await transaction.run(SET_MAY_BE_NEGATIVE, values)) === 1;
}

const SELECT_ACCOUNTS = `select asset, purpose, balance_minor from accounts
  where merchant_id = $1 order by asset, purpose`;

export async function selectAccounts(reader: Reader, merchantId: string): Promise<readonly AccountRow[]> {
  return (await reader.all(SELECT_ACCOUNTS, [merchantId])).map(accountOf);
}

export type TransferPhase = 'posted' | 'pending' | 'completion' | 'void';

export interface TransferRow {
  readonly merchantId: string;
  readonly position: number;
  readonly kind: string;
  readonly reference: string;
  readonly phase: TransferPhase;
  /** The position of the pending transfer that this one completes or undoes. */
  readonly resolves?: number;
  /** Unix milliseconds. */
  readonly postedAt: number;
  readonly hash: Uint8Array;
}

const INSERT_TRANSFER = `insert into transfers
  (merchant_id, position, kind, reference, phase, resolves_position, posted_at, hash) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** After its postings, which it seals; and it becomes the head: see the triggers. */
export async function insertTransfer(transaction: Transaction, transfer: TransferRow): Promise<void> {
  const { merchantId, position, kind, reference, phase, resolves = null, postedAt, hash } = transfer;
  await transaction.run(INSERT_TRANSFER, [
    merchantId,
    position,
    kind,
    reference,
    phase,
    resolves,
    postedAt,
    hash,
  ]);
}

export interface PostingRow {
  readonly asset: string;
  readonly purpose: string;
  readonly amount: bigint;
  /** The account's, after this posting. */
  readonly balance: bigint;
}

const INSERT_POSTINGS = perCount(
  (count) => `insert into postings
  (merchant_id, position, posted_at, asset, purpose, amount_minor, balance_minor)
  values ${tuples(count, (at) => `($1, $2, $3, $${at + 4}, $${at + 5}, $${at + 6}, $${at + 7})`, 4)}`,
);

export async function insertPostings(
  transaction: Transaction,
  transfer: Pick<TransferRow, 'merchantId' | 'position' | 'postedAt'>,
  postings: readonly PostingRow[],
): Promise<void> {
  const { merchantId, position, postedAt } = transfer;
  const values = postings.flatMap(({ asset, purpose, amount, balance }) => [asset, purpose, amount, balance]);
  await transaction.run(INSERT_POSTINGS(postings.length), [merchantId, position, postedAt, ...values]);
}

const SELECT_TRANSFER = `select position, phase,
    exists (select 1 from transfers as later
      where later.merchant_id = transfers.merchant_id and later.resolves_position = transfers.position) as is_resolved
  from transfers where merchant_id = $1 and reference = $2`;

export interface FoundTransfer {
  readonly position: number;
  readonly phase: TransferPhase;
  /** Whether a later transfer completes or undoes it. */
  readonly isResolved: boolean;
}

export async function selectTransfer(
  reader: Reader,
  key: { readonly merchantId: string; readonly reference: string },
): Promise<FoundTransfer | undefined> {
  const row = await reader.get(SELECT_TRANSFER, [key.merchantId, key.reference]);
  return (
    row && {
      position: numberOf(row, 'position'),
      phase: textOf(row, 'phase') as TransferPhase,
      isResolved: integerOf(row, 'is_resolved') === 1n,
    }
  );
}

const SELECT_POSTINGS = `select asset, purpose, amount_minor, balance_minor
  from transfers join postings on postings.merchant_id = transfers.merchant_id and postings.position = transfers.position
  where transfers.merchant_id = $1 and reference = $2`;

/** Those of one transfer. */
export async function selectPostings(
  reader: Reader,
  key: { readonly merchantId: string; readonly reference: string },
): Promise<readonly PostingRow[]> {
  const rows = await reader.all(SELECT_POSTINGS, [key.merchantId, key.reference]);
  return rows.map((row) => ({ ...accountOf(row), amount: integerOf(row, 'amount_minor') }));
}

function accountOf(row: Row): AccountRow {
  return {
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    balance: integerOf(row, 'balance_minor'),
  };
}

/** One statement for a number of rows: its text is made once, and prepared once. */
function perCount(build: (count: number) => string): (count: number) => string {
  const texts: string[] = [];
  return (count) => {
    texts[count] ??= build(count);
    return texts[count];
  };
}

/** @param build given how many parameters the tuples before take @param size parameters in each */
function tuples(count: number, build: (at: number) => string, size: number): string {
  return Array.from({ length: count }, (_, index) => build(index * size)).join(', ');
}
