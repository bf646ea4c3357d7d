import { TransactionMisuse } from './errors.ts';

/** Beginning and ending it is the store's: by a `commit` in its midst a transaction would be kept in part. */
const CONTROL = /^\s*(?:begin|start|commit|end|rollback|abort|savepoint|release)\b/iu;

/**
 * What a unit of work may still do. The engines differ where a statement has failed: SQLite goes on, PostgreSQL refuses whatever
 * follows and turns the commit into a rollback without saying so. Ours is the stricter rule, for both: after a failure nothing
 * more can be done, and nothing is committed, even if the work catches the error.
 */
export class TransactionGuard {
  /** The first error of a statement, by which the transaction is lost. */
  failure: { readonly error: unknown } | undefined;
  #isClosed = false;

  /** @throws TransactionMisuse if the work has ended, a statement failed, or this one would end the transaction */
  assertUsable(sql: string): void {
    if (this.#isClosed) {
      throw new TransactionMisuse('the unit of work has ended, and its transaction with it');
    }
    if (this.failure !== undefined) {
      throw new TransactionMisuse('an earlier statement failed, and the transaction is lost with it', {
        cause: this.failure.error,
      });
    }
    if (CONTROL.test(sql)) {
      const misuse =
        'a unit of work neither begins nor ends a transaction: to undo what it did, let it throw';
      throw this.fail(new TransactionMisuse(misuse));
    }
  }

  /** @throws the error of the first statement that failed */
  assertIntact(): void {
    if (this.failure !== undefined) throw this.failure.error;
  }

  /** Takes note of a statement's error, and returns it to be thrown. */
  fail<T>(error: T): T {
    this.failure ??= { error };
    return error;
  }

  close(): void {
    this.#isClosed = true;
  }
}
