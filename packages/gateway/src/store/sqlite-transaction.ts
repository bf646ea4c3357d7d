import type { SqliteConnection } from './sqlite-connection.ts';
import type { Row, Transaction, Value } from './store.ts';
import { TransactionGuard } from './transaction-guard.ts';

/** The transaction as one unit of work has it. Its promises are settled when it returns them. */
export class SqliteTransaction implements Transaction {
  readonly guard = new TransactionGuard();
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.#guarded(sql, () => this.#connection.get(sql, parameters));
  }

  async all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    return this.#guarded(sql, () => this.#connection.all(sql, parameters));
  }

  async run(sql: string, parameters?: readonly Value[]): Promise<number> {
    return this.#guarded(sql, () => this.#connection.run(sql, parameters));
  }

  /** Nobody else writes meanwhile. */
  lock(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.get(sql, parameters);
  }

  #guarded<T>(sql: string, operation: () => T): T {
    this.guard.assertUsable(sql);
    try {
      return operation();
    } catch (error) {
      throw this.guard.fail(error);
    }
  }
}
