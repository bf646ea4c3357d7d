import type { Amount } from '../money/index.ts';
import type { Purpose } from './account.ts';

/** One line of a transfer: what it adds to an account, or takes from it where negative. */
export interface Posting {
  readonly purpose: Purpose;
  readonly amount: Amount;
}

/** What a transfer changes in one account, all its postings taken together. */
export interface Change {
  readonly asset: string;
  readonly purpose: Purpose;
  readonly amount: bigint;
}

/** A mistake in the calling code: postings that are no transfer. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
}

/**
 * Moving an amount from one account of a merchant to another.
 *
 * @example movement(amountOf(requireAsset('IDR'), 5_000_000n), { from: 'available', to: 'held' })
 */
export function movement(
  amount: Amount,
  { from, to }: { readonly from: Purpose; readonly to: Purpose },
): readonly Posting[] {
  return [
    { purpose: from, amount: { ...amount, minor: -amount.minor } },
    { purpose: to, amount },
  ];
}

/**
 * Turning one asset into another: the exchange account takes the one and gives the other, and so keeps what rounding leaves.
 * Convert in the house's favour.
 *
 * @example exchangePostings({ from: amountOf(requireAsset('USDT'), 1_000_000n), to: amountOf(requireAsset('USD'), 99n) })
 */
export function exchangePostings({
  from,
  to,
}: {
  readonly from: Amount;
  readonly to: Amount;
}): readonly Posting[] {
  return [
    ...movement(from, { from: 'available', to: 'exchange' }),
    ...movement(to, { from: 'exchange', to: 'available' }),
  ];
}

/**
 * What postings come to: one change per account, in the order of accounts.
 *
 * Double entry: nothing comes from nowhere. No posting is of zero, they sum to zero in each asset, and change two accounts or more.
 *
 * @throws LedgerError
 */
export function changesOf(postings: readonly Posting[]): readonly Change[] {
  const sums = new Map<string, bigint>();
  const changes = new Map<string, Change>();
  for (const { purpose, amount } of postings) {
    const asset = amount.asset.code;
    if (amount.minor === 0n) throw new LedgerError('a posting of zero moves nothing');
    sums.set(asset, (sums.get(asset) ?? 0n) + amount.minor);
    const key = `${asset} ${purpose}`;
    changes.set(key, { asset, purpose, amount: (changes.get(key)?.amount ?? 0n) + amount.minor });
  }
  for (const [asset, sum] of sums) {
    if (sum !== 0n) throw new LedgerError(`postings in ${asset} sum to ${sum} minor units, not to zero`);
  }
  const effective = [...changes.values()].filter(({ amount }) => amount !== 0n);
  if (effective.length === 0) throw new LedgerError('a transfer moves something');
  return effective.toSorted(inOrderOfAccounts);
}

export function opposite(change: Change): Change {
  return { ...change, amount: -change.amount };
}

/** By asset and purpose, whatever a database's collation makes of them. */
export function inOrderOfAccounts(left: Account, right: Account): -1 | 1 {
  if (left.asset !== right.asset) return left.asset < right.asset ? -1 : 1;
  return left.purpose < right.purpose ? -1 : 1;
}

interface Account {
  readonly asset: string;
  readonly purpose: string;
}
