/** Where a result between two minor units goes. `floor` and `ceiling` mean towards minus and plus infinity, signs included. */
export type Rounding = 'floor' | 'ceiling' | 'half_even';

/**
 * Conversions round in the house's favour, by less than one minor unit: what it receives is rounded up, what it pays
 * down. Otherwise repeated conversions back and forth could draw money out of nothing. Ours: no provider states its rule.
 */
export const inHouseFavour = {
  received: 'ceiling',
  paid: 'floor',
} as const satisfies Record<string, Rounding>;

/** Given the fraction that division towards zero leaves, how far to step from its quotient. */
const STEPS: Record<Rounding, (quotient: bigint, remainder: bigint, denominator: bigint) => bigint> = {
  floor: (_quotient, remainder) => (remainder < 0n ? -1n : 0n),
  ceiling: (_quotient, remainder) => (remainder > 0n ? 1n : 0n),
  half_even: (quotient, remainder, denominator) => {
    const away = remainder < 0n ? -1n : 1n;
    const twice = 2n * remainder * away;
    const towardsEven = quotient % 2n === 0n ? 0n : away;
    if (twice === denominator) return towardsEven;
    return twice > denominator ? away : 0n;
  },
};

/**
 * Divides integers and rounds. `denominator` must be positive.
 *
 * @example divide(-7n, 2n, 'floor') // -4n
 */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  return quotient + STEPS[rounding](quotient, remainder, denominator);
}
