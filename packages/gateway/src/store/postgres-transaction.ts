import type pg from 'pg';
import { OutcomeUnknown, StoreUnavailable, TransactionMisuse } from './errors.ts';
import { isSerializationFailure, reported } from './postgres-errors.ts';
import { runStatement } from './postgres-statement.ts';
import type { Row, Transaction, Value } from './store.ts';
import { TransactionGuard } from './transaction-guard.ts';

export type Work<T> = (transaction: Transaction) => Promise<T>;

export type Outcome<T> = { readonly result: T } | { readonly error: unknown };

/**
 * Runs a unit of work on a connection, once, and gives the connection back.
 *
 * @param begin the statement that begins the transaction, with what else is to be sent ahead of the work's first
 * @throws what the work throws; the serialization failure instead, if that is what the work ran into
 */
export async function attempt<T>(client: pg.PoolClient, work: Work<T>, begin: string): Promise<T> {
  return givingBack(client, async () => {
    const begun = sentAhead(client, begin);
    const outcome = await outcomeOf(client, work);
    // Where that failed, nothing that follows it means anything.
    await begun;
    if ('error' in outcome) throw outcome.error;
    await commit(client);
    return outcome.result;
  });
}

/**
 * Runs units of work in one transaction, one after the other, each under a savepoint of its own: one that fails rolls back alone.
 * Gives the connection back.
 *
 * @returns what each came to, once that is durable
 * @throws what keeps all of them from being committed: a serialization failure that one ran into, a deferred constraint …
 */
export function attemptTogether(
  client: pg.PoolClient,
  works: readonly Work<unknown>[],
  begin: string,
): Promise<readonly Outcome<unknown>[]> {
  return givingBack(client, async () => {
    const begun = sentAhead(client, begin);
    const outcomes: Outcome<unknown>[] = [];
    for (const work of works) {
      sentAhead(client, outcomes.length === 0 ? FIRST : NEXT);
      const outcome = await outcomeOf(client, work);
      await begun;
      if ('error' in outcome) await rollBackMember(client, outcome.error);
      outcomes.push(outcome);
    }
    await commit(client);
    return outcomes;
  });
}

const FIRST = 'savepoint member';
const NEXT = 'release member; savepoint member';

async function rollBackMember(client: pg.PoolClient, error: unknown): Promise<void> {
  if (isSerializationFailure(error)) throw error;
  // Fails if the connection is lost, which then is everybody's affair.
  await reported(client.query('rollback to member'));
}

/** Does what it does with a connection, and gives it back: one that cannot roll back is of no use to anybody. */
async function givingBack<T>(client: pg.PoolClient, run: () => Promise<T>): Promise<T> {
  try {
    const result = await run();
    client.release();
    return result;
  } catch (error) {
    const isUsable = await client.query('rollback').then(
      () => true,
      () => false,
    );
    client.release(!isUsable);
    throw error;
  }
}

/** Sends a statement without waiting for its answer, which costs no round trip: what follows it is answered later. */
function sentAhead(client: pg.PoolClient, sql: string): Promise<unknown> {
  const answer = reported(client.query(sql));
  answer.catch(() => undefined);
  return answer;
}

/** What a unit of work comes to, of which nothing is under way any more. It has failed if one of its statements has. */
async function outcomeOf<T>(client: pg.PoolClient, work: Work<T>): Promise<Outcome<T>> {
  const transaction = new PostgresTransaction(client);
  const outcome = await unlessLost(client, startOf(work, transaction)).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  await transaction.close();
  const { failure } = transaction.guard;
  if (failure === undefined) return outcome;
  // What the work made of a failure that is to be tried again does not matter.
  return 'result' in outcome || isSerializationFailure(failure.error) ? failure : outcome;
}

/** Async, so that work which throws before its first await rejects like any other. */
async function startOf<T>(work: Work<T>, transaction: Transaction): Promise<T> {
  return work(transaction);
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

/** @throws OutcomeUnknown if the connection is lost meanwhile */
async function commit(client: pg.PoolClient): Promise<void> {
  const { command } = await reported(client.query('commit')).catch((error: unknown) => {
    if (!(error instanceof StoreUnavailable)) throw error;
    throw new OutcomeUnknown('PostgreSQL was lost during a commit', { cause: error });
  });
  // A failed transaction is rolled back on `commit`, and the command's name is all that tells.
  if (command === 'COMMIT') return;
  throw new TransactionMisuse('a unit of work left its transaction in failure');
}

class PostgresTransaction implements Transaction {
  readonly guard = new TransactionGuard();
  readonly #client: pg.PoolClient;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient) {
    this.#client = client;
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

  /** Takes no more, and resolves once all that was sent has been answered, which is in its order. */
  async close(): Promise<void> {
    this.guard.close();
    await this.#last;
  }

  async #run(sql: string, parameters: readonly Value[] = []): ReturnType<typeof runStatement> {
    this.guard.assertUsable(sql);
    const answer = runStatement(this.#client, sql, parameters).catch((error: unknown) => {
      throw this.guard.fail(error);
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }
}
