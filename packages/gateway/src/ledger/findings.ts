import type { TransferRow } from '../store/queries/ledger.ts';
import type { CheckedPosting } from '../store/queries/ledger-verification.ts';
import { chainHash } from './chain.ts';

export type FindingCode =
  /** Transfers that are not there, or postings without theirs. */
  | 'missing'
  /** The transfer, or the one before it, is not what was sealed. */
  | 'hash'
  /** Earlier than the one before, or postings of another time. */
  | 'time'
  /** Fewer than two postings, or not summing to zero. */
  | 'sum'
  /** A running balance that does not follow from the one before. */
  | 'balance'
  /** A completion or void that does not fit its pending transfer. */
  | 'resolution'
  /** An account that is not the sum of its postings, or is below zero. */
  | 'account'
  /** The chain ends elsewhere than it says, or than it did. */
  | 'head';

/** Something in the books that cannot be. */
export interface Finding {
  readonly code: FindingCode;
  /** What is wrong, for the operator. */
  readonly message: string;
}

export type Preceding = Pick<TransferRow, 'position' | 'postedAt' | 'hash'>;

/** Of a transfer's place in the chain behind the one before. */
export function chainFindings(
  previous: Preceding,
  transfer: TransferRow,
  postings: readonly CheckedPosting[],
): readonly Finding[] {
  const findings: Finding[] = [];
  if (transfer.postedAt < previous.postedAt) {
    findings.push({ code: 'time', message: 'it is from before the transfer in front of it' });
  }
  if (postings.some(({ postedAt }) => postedAt !== transfer.postedAt)) {
    findings.push({ code: 'time', message: 'its postings are of another time' });
  }
  // What is missing cannot be hashed: that it is missing has been found already.
  const isNext = transfer.position === previous.position + 1;
  if (isNext && !isEqual(chainHash(previous.hash, { ...transfer, postings }), transfer.hash)) {
    findings.push({
      code: 'hash',
      message: 'it is not what was sealed, or does not follow what was sealed before it',
    });
  }
  return findings;
}

/** Of double entry. */
export function sumFindings(postings: readonly CheckedPosting[]): readonly Finding[] {
  const sums = [...Map.groupBy(postings, ({ asset }) => asset)].map(
    ([asset, ofAsset]) => [asset, ofAsset.reduce((sum, { amount }) => sum + amount, 0n)] as const,
  );
  const findings: Finding[] = sums
    .filter(([, sum]) => sum !== 0n)
    .map(([asset, sum]) => ({
      code: 'sum',
      message: `its postings in ${asset} sum to ${sum} minor units, not to zero`,
    }));
  if (postings.length < 2) {
    findings.push({ code: 'sum', message: `it has ${postings.length} postings, and not two or more` });
  }
  return findings;
}

/** Of a completion or void, beside the postings of the transfer that it resolves, if that one is pending still. */
export function resolutionFindings(
  { phase, resolves }: TransferRow,
  postings: readonly CheckedPosting[],
  pending: readonly CheckedPosting[] | undefined,
): readonly Finding[] {
  if (resolves === undefined) return [];
  if (pending === undefined) {
    return [
      { code: 'resolution', message: `transfer ${resolves}, which it resolves, is not pending any more` },
    ];
  }
  const left = (account: string) =>
    [...pending, ...postings].reduce(
      (sum, each) => (accountOf(each) === account ? sum + each.amount : sum),
      0n,
    );
  const taken = phase === 'void' ? [...pending, ...postings] : pending.filter(({ amount }) => amount > 0n);
  return [...new Set(taken.map(accountOf))]
    .filter((account) => left(account) !== 0n)
    .map((account) => ({
      code: 'resolution',
      message: `it leaves ${left(account)} minor units of transfer ${resolves} in account ${account}`,
    }));
}

export function accountOf({ asset, purpose }: { readonly asset: string; readonly purpose: string }): string {
  return `${asset} ${purpose}`;
}

export function isEqual(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}
