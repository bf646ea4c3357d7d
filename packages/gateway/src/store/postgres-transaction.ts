import type pg from 'pg';
import { OutcomeUnknown, StoreUnavailable, TransactionMisuse } from './errors.ts';
import { isSerializationFailure, reported } from './postgres-errors.ts';
import { runStatement } from './postgres-statement.ts';
import type { Row, Transaction, Value } from './store.ts';
import { TransactionGuard } from './transaction-guard.ts';

/**
 * Runs a unit of work on a connection, once.
 *
 * @throws what the work throws; the serialization failure instead, if that is what the work ran into
 */
export async function attempt<T>(
  client: pg.PoolClient,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const guard = new TransactionGuard();
  // Sent ahead of the first statement, without waiting for its answer.
  const begun = client.query('begin');
  begun.catch(() => undefined);
  try {
    const result = await unlessLost(client, work(new PostgresTransaction(client, guard)));
    guard.close();
    await reported(begun);
    await commit(client, guard);
    client.release();
    return result;
  } catch (error) {
    guard.close();
    await giveBack(client);
    const failure = guard.failure?.error;
    throw isSerializationFailure(failure) ? failure : error;
  }
}

/** What the work comes to; but work that hangs ends with its connection, which the server closes when it idles for too long. */
async function unlessLost<T>(client: pg.PoolClient, work: Promise<T>): Promise<T> {
  const { promise: lost, reject } = Promise.withResolvers<never>();
  const onEnd = () => reject(new StoreUnavailable('the connection to PostgreSQL ended during a transaction'));
  client.once('end', onEnd);
  try {
    return await Promise.race([work, lost]);
  } finally {
    client.off('end', onEnd);
  }
}

async function commit(client: pg.PoolClient, guard: TransactionGuard): Promise<void> {
  guard.assertIntact();
  const { command } = await reported(client.query('commit')).catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new OutcomeUnknown('PostgreSQL was lost during a commit', { cause: error });
  });
  // A failed transaction is rolled back on `commit`, and the command's name is all that tells.
  if (command === 'COMMIT') return;
  guard.assertIntact();
  throw new TransactionMisuse('a statement failed that the work did not wait for');
}

/** A connection that cannot roll back is of no use to anybody. */
async function giveBack(client: pg.PoolClient): Promise<void> {
  const isUsable = await client.query('rollback').then(
    () => true,
    () => false,
  );
  client.release(!isUsable);
}

class PostgresTransaction implements Transaction {
  readonly #client: pg.PoolClient;
  readonly #guard: TransactionGuard;

  constructor(client: pg.PoolClient, guard: TransactionGuard) {
    this.#client = client;
    this.#guard = guard;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return (await this.#run(sql, parameters)).rows[0];
  }

  async all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    return (await this.#run(sql, parameters)).rows;
  }

  async run(sql: string, parameters?: readonly Value[]): Promise<number> {
    return (await this.#run(sql, parameters)).count;
  }

  lock(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.get(`${sql} for update`, parameters);
  }

  async #run(sql: string, parameters: readonly Value[] = []): ReturnType<typeof runStatement> {
    this.#guard.assertUsable(sql);
    try {
      return await runStatement(this.#client, sql, parameters);
    } catch (error) {
      throw this.#guard.fail(error);
    }
  }
}
