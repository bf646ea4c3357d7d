import { TransactionMisuse } from './errors.ts';

/**
 * What a unit of work may still do. The engines differ where a statement has failed: SQLite goes on, PostgreSQL refuses whatever
 * follows and turns the commit into a rollback without saying so. Ours is the stricter rule, for both: after a failure nothing
 * more can be done, and nothing is committed, even if the work catches the error.
 */
export class TransactionGuard {
  /** The first error of a statement, by which the transaction is lost. */
  failure: { readonly error: unknown } | undefined;
  #isClosed = false;

  /** @throws TransactionMisuse if the work has ended or a statement failed */
  assertUsable(): void {
    if (this.#isClosed) {
      throw new TransactionMisuse('the unit of work has ended, and its transaction with it');
    }
    if (this.failure !== undefined) {
      throw new TransactionMisuse('an earlier statement failed, and the transaction is lost with it', {
        cause: this.failure.error,
      });
    }
  }

  /** @throws the error of the first statement that failed */
  assertIntact(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** Takes note of a statement's error, and returns it to be thrown. */
  fail(error: unknown): unknown {
    this.failure ??= { error };
    return error;
  }

  close(): void {
    this.#isClosed = true;
  }
}
