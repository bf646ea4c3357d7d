/** What an account of a merchant, in one asset, is for. */
export type Purpose = 'available' | 'held' | 'fees' | 'rail';

/**
 * Whether an account can fall below zero. Only the rail's can: it stands for the world outside, which owes us what merchants have
 * been credited.
 */
export const MAY_BE_NEGATIVE: Readonly<Record<Purpose, boolean>> = {
  available: false,
  held: false,
  fees: false,
  rail: true,
};
