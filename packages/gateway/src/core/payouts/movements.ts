import { movement, type Posting } from '../../ledger/index.ts';
import { type Amount, addAmounts } from '../../money/index.ts';
import type { Movement } from '../decision.ts';

/** What a payout's movements depend on. */
export interface PayoutMoney {
  readonly id: string;
  readonly source: Amount;
  readonly fee: Amount;
  readonly amount: Amount;
}

/** Sets aside what leaves the balance: the source and the fee. */
export function hold({ id, source, fee }: PayoutMoney): Movement {
  return {
    phase: 'pending',
    kind: 'payout.hold',
    reference: `payout ${id}`,
    postings: movement(addAmounts(source, fee), { from: 'available', to: 'held' }),
  };
}

/** Gives back what was set aside. */
export function release({ id }: PayoutMoney, state: 'failed' | 'expired' | 'cancelled'): Movement {
  return {
    phase: 'void',
    kind: `payout.${state}`,
    reference: `payout ${id} ${state}`,
    resolves: `payout ${id}`,
  };
}

/** What was set aside has left: the source through the exchange where the beneficiary gets another asset. */
export function complete(payout: PayoutMoney): Movement {
  const { id, source, amount } = payout;
  const paid = isConverted(payout)
    ? [
        ...movement(source, { from: 'held', to: 'exchange' }),
        ...movement(amount, { from: 'exchange', to: 'rail' }),
      ]
    : movement(source, { from: 'held', to: 'rail' });
  return completion(payout, 'completed', [...paid, ...charge(payout)], `payout ${id} completed`);
}

/** The rail gave the money back before it said that it had arrived. Ours: the fee stays paid, because the rail did its work. */
export function takeBackHeld(payout: PayoutMoney): Movement {
  const back = movement(payout.source, { from: 'held', to: 'available' });
  return completion(payout, 'returned', [...back, ...charge(payout)], `payout ${payout.id} returned`);
}

/** The rail gave back what had arrived. The same way back, at the same rate (ours), and again without the fee. */
export function takeBackPaid(payout: PayoutMoney): Movement {
  const { id, source, amount } = payout;
  const postings = isConverted(payout)
    ? [
        ...movement(amount, { from: 'rail', to: 'exchange' }),
        ...movement(source, { from: 'exchange', to: 'available' }),
      ]
    : movement(source, { from: 'rail', to: 'available' });
  return { phase: 'posted', kind: 'payout.returned', reference: `payout ${id} returned`, postings };
}

function completion(
  { id }: PayoutMoney,
  state: 'completed' | 'returned',
  postings: readonly Posting[],
  reference: string,
): Movement {
  return { phase: 'completion', kind: `payout.${state}`, reference, resolves: `payout ${id}`, postings };
}

/** A posting moves something: a payout without a fee has none. */
function charge({ fee }: PayoutMoney): readonly Posting[] {
  return fee.minor === 0n ? [] : movement(fee, { from: 'held', to: 'fees' });
}

function isConverted({ source, amount }: PayoutMoney): boolean {
  return source.asset.code !== amount.asset.code;
}
