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
 * Double entry: nothing comes from nowhere. At least two postings, none of zero, summing to zero in each asset.
 *
 * @throws LedgerError
 */
export function requireBalanced(postings: readonly Posting[]): void {
  if (postings.length < 2) throw new LedgerError('a transfer has at least two postings');
  const sums = new Map<string, bigint>();
  for (const { amount } of postings) {
    if (amount.minor === 0n) throw new LedgerError('a posting of zero moves nothing');
    sums.set(amount.asset.code, (sums.get(amount.asset.code) ?? 0n) + amount.minor);
  }
  for (const [asset, sum] of sums) {
    if (sum !== 0n) throw new LedgerError(`postings in ${asset} sum to ${sum} minor units, not to zero`);
  }
}

/**
 * One change per account, in the order of accounts: transfers that touch the same accounts lock them in the same order, so that none
 * waits for another that waits for it.
 */
export function changesOf(postings: readonly Posting[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const { purpose, amount } of postings) {
    const key = `${amount.asset.code} ${purpose}`;
    const sum = (changes.get(key)?.amount ?? 0n) + amount.minor;
    changes.set(key, { asset: amount.asset.code, purpose, amount: sum });
  }
  return [...changes.entries()]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, change]) => change)
    .filter(({ amount }) => amount !== 0n);
}
