import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { StoreBusy } from './errors.ts';
import { InFlight } from './in-flight.ts';
import { isSerializationFailure, reported } from './postgres-errors.ts';
import { type Alone, PostgresGroupCommit } from './postgres-group-commit.ts';
import { ANSWER_TIMEOUT_MILLISECONDS, createPool } from './postgres-pool.ts';
import { runStatement } from './postgres-statement.ts';
import { attempt, type Work } from './postgres-transaction.ts';
import type { Row, Store, TransactionOptions, Value } from './store.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections of this process. Round trips, not connections, are the bound: more of them gain little. */
  readonly poolSize?: number;
  /** How long a connection may be silent after a statement before it is given up. */
  readonly answerTimeoutMilliseconds?: number;
  /** How long to wait before the next try after a serialization failure; jittered unless told otherwise. */
  readonly backOff?: (attempt: number) => Promise<void>;
}

const POOL_SIZE = 8;
const ATTEMPTS_MAXIMUM = 10;
/** A migration of a large table may take hours: a week. */
const EXEC_TIMEOUT_MILLISECONDS = 7 * 24 * 3_600_000;

/**
 * Opens a store on PostgreSQL, which any number of processes may share.
 *
 *     const store = await openPostgres({ url: 'postgres://gateway@localhost/countersign' });
 *
 * @throws StoreUnavailable if no connection can be made
 * @throws Error if the database would not keep what it acknowledges
 */
export async function openPostgres({
  url,
  poolSize = POOL_SIZE,
  answerTimeoutMilliseconds = ANSWER_TIMEOUT_MILLISECONDS,
  backOff = jittered,
}: PostgresOptions): Promise<Store> {
  const pool = createPool({ url, size: poolSize, answerTimeoutMilliseconds });
  const store = new PostgresStore(pool, backOff);
  try {
    await store.get('select 1 as one');
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class PostgresStore implements Store {
  readonly engine = 'postgres';
  readonly #pool: pg.Pool;
  readonly #backOff: (attempt: number) => Promise<void>;
  readonly #inFlight = new InFlight();
  readonly #groups = new PostgresGroupCommit({
    connect: () => this.#connect(),
    runAlone: (work, alone) => this.#untilSerialized(work, alone),
  });
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool, backOff: (attempt: number) => Promise<void>) {
    this.#pool = pool;
    this.#backOff = backOff;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return (await this.all(sql, parameters))[0];
  }

  all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    return this.#inFlight.run(async () => (await runStatement(this.#pool, sql, parameters)).rows);
  }

  transaction<T>(work: Work<T>, { together }: TransactionOptions = {}): Promise<T> {
    return this.#inFlight.run(() =>
      together === undefined ? this.#untilSerialized(work) : this.#groups.add(together, work),
    );
  }

  /** PostgreSQL runs statements that are sent together as one transaction. */
  async exec(sql: string): Promise<void> {
    const statements = { text: sql, query_timeout: EXEC_TIMEOUT_MILLISECONDS };
    await this.#inFlight.run(() => reported(this.#pool.query(statements)));
  }

  close(): Promise<void> {
    // The pool answers nobody any more once it has been told to end, so what runs or waits comes first.
    this.#closing ??= this.#inFlight.close().then(() => this.#pool.end());
    return this.#closing;
  }

  #connect(): Promise<pg.PoolClient> {
    return reported(this.#pool.connect());
  }

  /** @param alone.client the connection to try first on, if there is one already */
  async #untilSerialized<T>(work: Work<T>, { begin = 'begin', client }: Alone = {}): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await attempt(tried === 1 && client ? client : await this.#connect(), work, begin);
      } catch (error) {
        if (!isSerializationFailure(error)) throw error;
        if (tried === ATTEMPTS_MAXIMUM) {
          throw new StoreBusy(`the transaction met others ${tried} times in a row`, { cause: error });
        }
        await this.#backOff(tried);
      }
    }
  }
}

const BACK_OFF_MILLISECONDS = 5;

/** Doubles with each try; the jitter keeps two that collided from colliding again. */
async function jittered(attempt: number): Promise<void> {
  await wait(randomInt(BACK_OFF_MILLISECONDS * 2 ** attempt) + 1);
}
