import { movement, type Purpose } from '../../ledger/index.ts';
import { amountOf } from '../../money/index.ts';
import type { Movement } from '../decision.ts';
import type { Deposit } from './report.ts';

type Money = Pick<Deposit, 'id' | 'amount'>;

/** Money that a payer has sent, but that is not certain yet. */
export function announce({ id, amount }: Money): Movement {
  return {
    phase: 'pending',
    kind: 'deposit',
    reference: `deposit ${id}`,
    postings: movement(amount, { from: 'rail', to: 'pending' }),
  };
}

/** It was not certain, and is not there after all. */
export function undo({ id }: Money): Movement {
  return {
    phase: 'void',
    kind: 'deposit.rejected',
    reference: `deposit ${id} rejected`,
    resolves: `deposit ${id}`,
  };
}

/** It is certain: where it goes, in minor units, which sum to all of it. */
export function settleTo(
  { id, amount: { asset } }: Money,
  parts: Partial<Record<Purpose, bigint>>,
): Movement {
  const postings = Object.entries(parts)
    .filter(([, minor]) => minor > 0n)
    .flatMap(([to, minor]) => movement(amountOf(asset, minor), { from: 'pending', to: to as Purpose }));
  return {
    phase: 'completion',
    kind: 'deposit.settled',
    reference: `deposit ${id} settled`,
    resolves: `deposit ${id}`,
    postings,
  };
}

/** It is certain, but nobody's until somebody has decided. */
export function hold(deposit: Money): Movement {
  return settleTo(deposit, { held: deposit.amount.minor });
}
