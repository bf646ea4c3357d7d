import * as queries from '../store/queries/ledger.ts';
import type { Transaction } from '../store/store.ts';
import { MAY_BE_NEGATIVE, type Purpose } from './account.ts';
import { type Change, changesOf, type Posting, requireBalanced } from './postings.ts';

export interface TransferCommand {
  readonly merchantId: string;
  /** UUIDv7. */
  readonly id: string;
  /** What it is: `payout.hold` … */
  readonly kind: string;
  /** Unique per merchant: a transfer happens once, however often it is asked for. */
  readonly reference: string;
  readonly postings: readonly Posting[];
}

export type TransferOutcome =
  | { readonly outcome: 'posted' }
  /** A transfer of this reference was posted before. Nothing was done. */
  | { readonly outcome: 'duplicate'; readonly id: string }
  /** The account holds less than would be taken from it. Nothing was done. */
  | { readonly outcome: 'insufficient'; readonly asset: string; readonly purpose: Purpose };

/**
 * Posts a transfer: all of it or nothing, once.
 *
 * @param now Unix milliseconds
 * @throws LedgerError if the postings do not balance
 */
export async function postTransfer(
  transaction: Transaction,
  command: TransferCommand,
  now: number,
): Promise<TransferOutcome> {
  requireBalanced(command.postings);
  const { merchantId, id, kind, reference } = command;
  const changes = changesOf(command.postings);

  const refused = await applyAll(transaction, merchantId, changes);
  if (refused !== undefined) {
    return { outcome: 'insufficient', asset: refused.asset, purpose: refused.purpose };
  }

  // Only now, with the accounts locked, is it certain that no transfer of this reference is under way elsewhere.
  const posted = await queries.selectTransferId(transaction, { merchantId, reference });
  if (posted !== undefined) {
    await undoAll(transaction, merchantId, changes);
    return { outcome: 'duplicate', id: posted };
  }

  await queries.insertPostings(transaction, { merchantId, id }, command.postings.map(rowOf));
  await queries.insertTransfer(transaction, { merchantId, id, kind, reference, createdAt: now });
  return { outcome: 'posted' };
}

/** @returns the change that an account refused, with those before it undone */
async function applyAll(
  transaction: Transaction,
  merchantId: string,
  changes: readonly Change[],
): Promise<Change | undefined> {
  for (const [index, change] of changes.entries()) {
    if (await apply(transaction, merchantId, change)) continue;
    await undoAll(transaction, merchantId, changes.slice(0, index));
    return change;
  }
  return undefined;
}

async function undoAll(
  transaction: Transaction,
  merchantId: string,
  changes: readonly Change[],
): Promise<void> {
  for (const change of changes) {
    await apply(transaction, merchantId, { ...change, amount: -change.amount });
  }
}

async function apply(transaction: Transaction, merchantId: string, change: Change): Promise<boolean> {
  const { asset, purpose, amount } = change;
  const key = { merchantId, asset, purpose };
  const mayBeNegative = MAY_BE_NEGATIVE[purpose];
  if (amount < 0n && !mayBeNegative) return queries.debitAccount(transaction, key, amount);
  await queries.changeAccount(transaction, key, amount, mayBeNegative);
  return true;
}

function rowOf({ purpose, amount }: Posting): queries.PostingRow {
  return { purpose, asset: amount.asset.code, amount: amount.minor };
}
