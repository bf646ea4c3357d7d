/** Exit codes. A signal that ends the program gives 128 plus its number, as in any shell. */
export const EXIT = { success: 0, failure: 1, usage: 2 } as const;

/** The command line itself is wrong: the message names the flag and the fix. Exits 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command was understood and did not succeed. Exits 1; without a message, everything has been said already. */
export class Failure extends Error {
  override readonly name = 'Failure';
}
