import * as queries from '../store/queries/ledger.ts';
import type { Transaction } from '../store/store.ts';
import { MAY_BE_NEGATIVE, type Purpose } from './account.ts';
import { chainHash } from './chain.ts';
import { type Change, opposite } from './postings.ts';

export type AppendOutcome =
  | { readonly outcome: 'posted' }
  /** A transfer of this reference was posted before. Nothing was done. */
  | { readonly outcome: 'duplicate' }
  /** The account holds less than would be taken from it. Nothing was done. */
  | { readonly outcome: 'insufficient'; readonly asset: string; readonly purpose: Purpose }
  /** The account would hold, or owe, more than 64 bits can tell. Nothing was done. */
  | { readonly outcome: 'too_large'; readonly asset: string; readonly purpose: Purpose };

type Refusal = Exclude<AppendOutcome, { readonly outcome: 'posted' }>;

interface NextTransfer extends Omit<queries.TransferRow, 'position' | 'postedAt' | 'hash'> {
  readonly changes: readonly Change[];
}

/**
 * Adds a transfer behind the head of its merchant's ledger. Who locks the head has the ledger to itself until the transaction ends:
 * a merchant's transfers are made one after the other.
 *
 * Statements that need not wait for each other are sent together, in their order: each round trip that others wait for counts.
 */
export async function append(
  transaction: Transaction,
  { changes, ...transfer }: NextTransfer,
  now: number,
): Promise<AppendOutcome> {
  const past = changes.find(({ amount }) => !fits(amount));
  if (past !== undefined) return refusal('too_large', past);
  const [head, changed] = await Promise.all([
    queries.lockHead(transaction, transfer.merchantId),
    queries.changeAccounts(transaction, transfer, changes),
  ]);
  const accounts =
    changed.length === changes.length ? changed : await changeRest(transaction, transfer, changes, changed);
  if ('outcome' in accounts) return accounts;
  const postings = changes.map((change) => ({ ...change, balance: requireBalance(accounts, change) }));
  // The clocks of two processes differ. In the books, time never goes back.
  const postedAt = Math.max(now, head.postedAt);
  const link = { ...transfer, position: head.position + 1, postedAt, postings };
  await Promise.all([
    queries.insertPostings(transaction, link, postings),
    queries.insertTransfer(transaction, { ...link, hash: chainHash(head.hash, link) }),
  ]);
  return { outcome: 'posted' };
}

/** Why some accounts did not change, with nothing changed; or all of them, where some were not open yet. */
async function changeRest(
  transaction: Transaction,
  key: { readonly merchantId: string; readonly reference: string },
  changes: readonly Change[],
  changed: readonly queries.AccountRow[],
): Promise<readonly queries.AccountRow[] | Refusal> {
  const isChanged = (change: Change) => balanceIn(changed, change) !== undefined;
  const undone = changes.filter(isChanged).map(opposite);
  if (undone.length > 0) await queries.changeAccounts(transaction, key, undone);
  if ((await queries.selectTransfer(transaction, key)) !== undefined) return { outcome: 'duplicate' };

  const refused = changes.filter((change) => !isChanged(change));
  const short = refused.find(({ purpose, amount }) => amount < 0n && !MAY_BE_NEGATIVE[purpose]);
  if (short !== undefined) return refusal('insufficient', short);
  const open = await queries.selectAccounts(transaction, key.merchantId);
  for (const change of refused) {
    const balance = balanceIn(open, change);
    // One that is open refused: it would be past 64 bits, or it was forbidden to be negative.
    if (balance !== undefined)
      return refusal(fits(balance + change.amount) ? 'insufficient' : 'too_large', change);
  }
  await queries.openAccounts(transaction, key.merchantId, refused.map(newAccount));
  return queries.changeAccounts(transaction, key, changes);
}

function balanceIn(accounts: readonly queries.AccountRow[], { asset, purpose }: Change): bigint | undefined {
  return accounts.find((each) => each.asset === asset && each.purpose === purpose)?.balance;
}

function requireBalance(accounts: readonly queries.AccountRow[], change: Change): bigint {
  const balance = balanceIn(accounts, change);
  if (balance === undefined)
    throw new Error(`account ${change.asset} ${change.purpose} was neither changed nor refused`);
  return balance;
}

function refusal(outcome: 'insufficient' | 'too_large', { asset, purpose }: Change): Refusal {
  return { outcome, asset, purpose };
}

function fits(minor: bigint): boolean {
  return minor <= queries.BALANCE_MAXIMUM && minor >= -queries.BALANCE_MAXIMUM;
}

function newAccount({ asset, purpose }: Change): queries.NewAccount {
  return { asset, purpose, mayBeNegative: MAY_BE_NEGATIVE[purpose] };
}
