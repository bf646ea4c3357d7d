// Which statements an operation comes to: recorded from the core itself, so that the floor runs the very same ones.
import type { Row, Store, Transaction, Value } from '../../packages/gateway/src/store/store.ts';

export interface Statement {
  readonly method: 'get' | 'all' | 'run' | 'lock';
  readonly sql: string;
  readonly parameters: readonly Value[];
}

/** The statements of one transaction. */
export type Recording = readonly Statement[];

/** A store that also writes down what its transactions run. */
export function recordingStore(store: Store): { readonly store: Store; readonly recordings: Recording[] } {
  const recordings: Recording[] = [];
  const transaction: Store['transaction'] = (work, options) =>
    store.transaction((inner) => {
      const statements: Statement[] = [];
      recordings.push(statements);
      return work(new RecordingTransaction(inner, statements));
    }, options);
  const recording = new Proxy(store, {
    get: (target, name) => {
      if (name === 'transaction') return transaction;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { store: recording, recordings };
}

class RecordingTransaction implements Transaction {
  readonly #transaction: Transaction;
  readonly #statements: Statement[];

  constructor(transaction: Transaction, statements: Statement[]) {
    this.#transaction = transaction;
    this.#statements = statements;
  }

  get(sql: string, parameters: readonly Value[] = []): Promise<Row | undefined> {
    this.#statements.push({ method: 'get', sql, parameters });
    return this.#transaction.get(sql, parameters);
  }

  all(sql: string, parameters: readonly Value[] = []): Promise<readonly Row[]> {
    this.#statements.push({ method: 'all', sql, parameters });
    return this.#transaction.all(sql, parameters);
  }

  run(sql: string, parameters: readonly Value[] = []): Promise<number> {
    this.#statements.push({ method: 'run', sql, parameters });
    return this.#transaction.run(sql, parameters);
  }

  lock(sql: string, parameters: readonly Value[] = []): Promise<Row | undefined> {
    this.#statements.push({ method: 'lock', sql, parameters });
    return this.#transaction.lock(sql, parameters);
  }
}
