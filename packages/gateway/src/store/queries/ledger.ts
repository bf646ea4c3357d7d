import type { Reader, Transaction } from '../store.ts';
import { integerOf, textOf } from './row.ts';

export interface AccountKey {
  readonly merchantId: string;
  readonly asset: string;
  readonly purpose: string;
}

/** The statement refuses for itself: no check before it that another transaction could overtake. */
const DEBIT = `update accounts set balance_minor = balance_minor + $4
  where merchant_id = $1 and asset = $2 and purpose = $3 and balance_minor + $4 >= 0`;

/** @param change negative, in minor units @returns false if the account holds less */
export async function debitAccount(
  transaction: Transaction,
  key: AccountKey,
  change: bigint,
): Promise<boolean> {
  return (await transaction.run(DEBIT, [key.merchantId, key.asset, key.purpose, change])) === 1;
}

const CHANGE = `insert into accounts (merchant_id, asset, purpose, balance_minor, may_be_negative)
  values ($1, $2, $3, $4, $5)
  on conflict (merchant_id, asset, purpose) do update set balance_minor = accounts.balance_minor + excluded.balance_minor`;

/** Credits an account, or moves one that may be negative either way. Opens it if need be. */
export async function changeAccount(
  transaction: Transaction,
  key: AccountKey,
  change: bigint,
  mayBeNegative: boolean,
): Promise<void> {
  await transaction.run(CHANGE, [key.merchantId, key.asset, key.purpose, change, mayBeNegative ? 1 : 0]);
}

const SELECT_ACCOUNTS = `select asset, purpose, balance_minor from accounts
  where merchant_id = $1 order by asset, purpose`;

export interface AccountRow {
  readonly asset: string;
  readonly purpose: string;
  readonly balance: bigint;
}

export async function selectAccounts(reader: Reader, merchantId: string): Promise<readonly AccountRow[]> {
  const rows = await reader.all(SELECT_ACCOUNTS, [merchantId]);
  return rows.map((row) => ({
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    balance: integerOf(row, 'balance_minor'),
  }));
}

const SELECT_TRANSFER_ID = 'select id from transfers where merchant_id = $1 and reference = $2';

export async function selectTransferId(
  reader: Reader,
  key: { readonly merchantId: string; readonly reference: string },
): Promise<string | undefined> {
  const row = await reader.get(SELECT_TRANSFER_ID, [key.merchantId, key.reference]);
  return row && textOf(row, 'id');
}

export interface TransferRow {
  readonly merchantId: string;
  readonly id: string;
  readonly kind: string;
  readonly reference: string;
  readonly createdAt: number;
}

const INSERT_TRANSFER =
  'insert into transfers (merchant_id, id, kind, reference, created_at) values ($1, $2, $3, $4, $5)';

/** After its postings, which it seals: see the schema. */
export async function insertTransfer(transaction: Transaction, transfer: TransferRow): Promise<void> {
  const { merchantId, id, kind, reference, createdAt } = transfer;
  await transaction.run(INSERT_TRANSFER, [merchantId, id, kind, reference, createdAt]);
}

export interface PostingRow {
  readonly asset: string;
  readonly purpose: string;
  readonly amount: bigint;
}

const INSERT_POSTING =
  'insert into postings (merchant_id, transfer_id, line, asset, purpose, amount_minor) values ';

/** All in one statement; its text is the same for the same number of postings. */
export async function insertPostings(
  transaction: Transaction,
  transfer: { readonly merchantId: string; readonly id: string },
  postings: readonly PostingRow[],
): Promise<void> {
  const lines = postings.map((_, line) => {
    const first = 3 + line * 4;
    return `($1, $2, $${first}, $${first + 1}, $${first + 2}, $${first + 3})`;
  });
  const values = postings.flatMap(({ asset, purpose, amount }, line) => [line, asset, purpose, amount]);
  await transaction.run(INSERT_POSTING + lines.join(', '), [transfer.merchantId, transfer.id, ...values]);
}

const SELECT_POSTINGS = `select asset, purpose, amount_minor from postings
  where merchant_id = $1 and transfer_id = $2 order by line`;

export async function selectPostings(
  reader: Reader,
  transfer: { readonly merchantId: string; readonly id: string },
): Promise<readonly PostingRow[]> {
  const rows = await reader.all(SELECT_POSTINGS, [transfer.merchantId, transfer.id]);
  return rows.map((row) => ({
    asset: textOf(row, 'asset'),
    purpose: textOf(row, 'purpose'),
    amount: integerOf(row, 'amount_minor'),
  }));
}
