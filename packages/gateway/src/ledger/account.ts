/**
 * What an account of a merchant, in one asset, is for:
 *
 * - `available`: can be spent;
 * - `held`: set aside for a payout or refund under way, or received but not as asked for;
 * - `pending`: seen to come in, not yet final;
 * - `fees`: what the house has earned;
 * - `rail`: the world outside, which owes what merchants have been credited;
 * - `exchange`: where one asset turns into another.
 */
export type Purpose = 'available' | 'held' | 'pending' | 'fees' | 'rail' | 'exchange';

/** Whether an account can fall below zero, unless `allowNegative` says otherwise: what stands for others than the merchant can. */
export const MAY_BE_NEGATIVE: Readonly<Record<Purpose, boolean>> = {
  available: false,
  held: false,
  pending: false,
  fees: false,
  rail: true,
  exchange: true,
};
