import { movement } from '../../ledger/index.ts';
import type { Amount } from '../../money/index.ts';
import type { Movement } from '../decision.ts';
import { settleTo } from '../deposits/movements.ts';
import type { DepositFacts, InvoiceFacts } from './facts.ts';

/** How one deposit's money is divided. */
export interface Share {
  /** Becomes the merchant's. Minor units. */
  readonly captured: bigint;
  /** Beyond what was due: held. */
  readonly surplus: bigint;
}

/**
 * What of a confirmed deposit is captured: what is still due. A total that exceeds what is due by no more than the tolerance is
 * captured whole: the tolerance lets the payer miss in both directions (ours). What was captured stays so.
 *
 * @param total confirmed, this deposit included
 * @param captured before it
 * @example shareOf({ due: 100n, tolerance: 0n, total: 120n, captured: 60n }, 60n) // { captured: 40n, surplus: 20n }
 */
export function shareOf(
  of: {
    readonly due: bigint;
    readonly tolerance: bigint;
    readonly total: bigint;
    readonly captured: bigint;
  },
  amount: bigint,
): Share {
  const wanted = of.total - of.due <= of.tolerance ? of.total : of.due;
  const missing = wanted - of.captured;
  const captured = missing <= 0n ? 0n : missing < amount ? missing : amount;
  return { captured, surplus: amount - captured };
}

export function settle(deposit: DepositFacts, { captured, surplus }: Share): Movement {
  return settleTo(deposit, { available: captured, held: surplus });
}

/** What the merchant pays for being paid: never more than was captured. */
export function charge({ id }: Pick<InvoiceFacts, 'id'>, fee: Amount): readonly Movement[] {
  if (fee.minor === 0n) return [];
  const postings = movement(fee, { from: 'available', to: 'fees' });
  return [{ phase: 'posted', kind: 'invoice.fee', reference: `invoice ${id} fee`, postings }];
}
