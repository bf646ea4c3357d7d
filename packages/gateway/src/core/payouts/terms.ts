import type { Amount } from '../../money/index.ts';

/** What a payout costs. */
export interface PayoutTerms {
  /** Reaches the beneficiary. */
  readonly amount: Amount;
  /** Leaves the balance beside the fee; the amount, if not told. */
  readonly source?: Amount;
  /** Of the source's asset. */
  readonly fee: Amount;
  /** Units of the amount's asset for one of the source's, where they differ. */
  readonly rate?: string;
}
