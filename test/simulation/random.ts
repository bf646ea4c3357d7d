/** Chance that falls out the same for the same seed, so that a run which found something can be run again. */
export interface Random {
  /** From 0 up to, not including, `bound`. */
  below(bound: number): number;
  /** True so often: 0.1 is one time in ten. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  bytes(sizeBytes: number): Uint8Array;
  /** Another source, whose draws leave those of this one as they are. */
  fork(): Random;
}

/** mulberry32: 32 bits of state, far more draws than a run takes, and fast. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number) => Math.floor((word() / 2 ** 32) * bound);
  return {
    below,
    chance: (probability) => word() / 2 ** 32 < probability,
    pick: <T>(from: readonly T[]): T => {
      const chosen = from[below(from.length)];
      if (chosen === undefined) throw new RangeError('there is nothing to pick from');
      return chosen;
    },
    bytes: (sizeBytes) => Uint8Array.from({ length: sizeBytes }, () => word() & 0xff),
    fork: () => seededRandom(word()),
  };
}
