/**
 * Two ways for money to go wrong. Text or numbers from outside that are no usable amount are a `MoneyProblem`: a value, because
 * that is an ordinary answer to a merchant. A `MoneyError` is thrown, because only our own code can cause it.
 */

/** Why text or a number from outside is not an amount or rate. Stable: surfaces map these to their provider's codes. */
export type MoneyProblemCode = 'malformed' | 'too_many_decimals' | 'too_large' | 'not_positive';

/** A refused amount or rate. `message` reads on after the field's name: "amount must be …". */
export interface MoneyProblem {
  readonly problem: MoneyProblemCode;
  readonly message: string;
}

/** A frozen {@link MoneyProblem}. Tell it from a result with `'problem' in result`. */
export function moneyProblem(problem: MoneyProblemCode, message: string): MoneyProblem {
  return Object.freeze({ problem, message });
}

export type MoneyErrorCode = 'unknown_asset' | 'different_assets' | 'out_of_range' | 'inexact';

/** A mistake in the calling code: money of two assets mixed, a sum past 64 bits, digits about to be lost. */
export class MoneyError extends Error {
  readonly code: MoneyErrorCode;

  constructor(code: MoneyErrorCode, message: string) {
    super(message);
    this.name = 'MoneyError';
    this.code = code;
  }
}
