import type { DepositEvent } from '../../rails/rail.ts';
import type { DepositRow } from '../../store/queries/deposits.ts';

/** Money that came in: see `recordDeposit`. */
export type Deposit = DepositRow;

export type DepositOutcome =
  /** Heard of for the first time, or gone further. */
  | { readonly outcome: 'recorded'; readonly deposit: Deposit }
  /** Known already. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly deposit: Deposit }
  /** The rail said something else of the same external id before. Nothing was done: an operator has to look at it. */
  | {
      readonly outcome: 'contradiction';
      readonly existing: Deposit;
      readonly field: 'subject' | 'amount' | 'state';
    }
  /** There is no such invoice or account. Nothing was kept: an operator has to look at it. */
  | { readonly outcome: 'unknown_subject' }
  /** What came in would be, with what came in before, past 64 bits of minor units. Nothing was kept: an operator has to look at it. */
  | { readonly outcome: 'too_large' };

/**
 * What a report adds to what is known of its external id. Reports come late, twice and out of order: `seen` after `confirmed` or
 * `rejected` says nothing new. That a deposit is both confirmed and rejected, or was of another amount or for something else, cannot
 * be (ours): a payment that a chain dropped and took again after all has to be reported under another external id.
 */
export function standingOf(
  existing: Deposit,
  report: DepositEvent,
): 'further' | 'repeated' | { readonly contradicts: 'subject' | 'amount' | 'state' } {
  const { subject, amount, state } = report;
  const isSameSubject =
    existing.merchantId === subject.merchantId &&
    existing.dialect === subject.dialect &&
    existing.subjectKind === subject.kind &&
    existing.subjectId === subject.id;
  if (!isSameSubject) return { contradicts: 'subject' };
  if (existing.amount.asset.code !== amount.asset.code || existing.amount.minor !== amount.minor) {
    return { contradicts: 'amount' };
  }
  if (state === existing.state || state === 'seen') return 'repeated';
  return existing.state === 'seen' ? 'further' : { contradicts: 'state' };
}
