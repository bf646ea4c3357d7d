import { createHash, randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { StoreUnavailable } from './errors.ts';
import type { Row, Store, Transaction, Value } from './store.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections of this process. Round trips, not connections, are the bound: more of them gain little. */
  readonly poolSize?: number;
  /** How long to wait before the next try after a serialization failure; jittered unless told otherwise. */
  readonly backOff?: (attempt: number) => Promise<void>;
}

const POOL_SIZE = 8;
const ATTEMPTS_MAXIMUM = 10;
const STATEMENT_TIMEOUT_MILLISECONDS = 30_000;
const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
const SERIALIZATION_FAILURES = new Set(['40001', '40P01']);
/** Connection exceptions, shutdowns and exhausted resources: PostgreSQL's appendix A, and what the driver and sockets say. */
const UNAVAILABLE = /^(?:08|53|57P)|^E(?:CONN|PIPE|AI_AGAIN|TIMEDOUT|NOTFOUND|HOSTUNREACH)/u;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const NUMERIC = 1_700;
const BIGINT_TYPES: ReadonlySet<number> = new Set([INT8, INT2, INT4, NUMERIC]);

/**
 * Opens a store on PostgreSQL, which any number of processes may share.
 *
 * @throws StoreUnavailable if no connection can be made
 */
export async function openPostgres({
  url,
  poolSize = POOL_SIZE,
  backOff = jittered,
}: PostgresOptions): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: 'countersign',
    statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    types: { getTypeParser: typeParser },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  await assertDurable(pool);
  return {
    engine: 'postgres',
    get: async (sql, parameters = []) => (await query(pool, sql, parameters)).rows[0] as Row | undefined,
    all: async (sql, parameters = []) => (await query(pool, sql, parameters)).rows as Row[],
    exec: async (sql) => {
      await reached(pool.query(sql));
    },
    transaction: (work) => inTransaction(pool, work, backOff),
    close: () => pool.end(),
  };
}

function typeParser(type: number, format?: 'text' | 'binary') {
  return BIGINT_TYPES.has(type) ? BigInt : pg.types.getTypeParser(type, format);
}

async function assertDurable(pool: pg.Pool): Promise<void> {
  const { rows } = await reached(
    pool.query<{ value: string }>("select current_setting('synchronous_commit') as value"),
  );
  if (rows[0]?.value === 'off') {
    await pool.end();
    throw new Error(
      'PostgreSQL would acknowledge payments before they are durable: set synchronous_commit = on',
    );
  }
}

async function inTransaction<T>(
  pool: pg.Pool,
  work: (transaction: Transaction) => Promise<T>,
  backOff: (attempt: number) => Promise<void>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(pool, work);
    } catch (error) {
      if (attempt === ATTEMPTS_MAXIMUM || !SERIALIZATION_FAILURES.has(codeOf(error))) throw error;
      await backOff(attempt);
    }
  }
}

async function attemptOnce<T>(pool: pg.Pool, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  const client = await reached(pool.connect());
  let isBroken = false;
  try {
    await reached(client.query('begin'));
    const result = await work(transactionOn(client));
    await reached(client.query('commit'));
    return result;
  } catch (error) {
    isBroken = error instanceof StoreUnavailable;
    if (!isBroken) await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release(isBroken);
  }
}

function transactionOn(client: pg.PoolClient): Transaction {
  return {
    get: async (sql, parameters = []) => (await query(client, sql, parameters)).rows[0] as Row | undefined,
    all: async (sql, parameters = []) => (await query(client, sql, parameters)).rows as Row[],
    run: async (sql, parameters = []) => (await query(client, sql, parameters)).rowCount ?? 0,
  };
}

/** A statement is known to a connection by a name, so that the server plans it once. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = `c${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
    names.set(sql, name);
  }
  return name;
}

function query(
  on: pg.Pool | pg.PoolClient,
  text: string,
  parameters: readonly Value[],
): Promise<pg.QueryResult> {
  return reached(on.query({ name: nameOf(text), text, values: [...parameters] }));
}

async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const isLost =
      error instanceof Error &&
      /Connection terminated|timeout exceeded when trying to connect/u.test(error.message);
    if (isLost || UNAVAILABLE.test(codeOf(error))) {
      throw new StoreUnavailable('PostgreSQL cannot be reached', { cause: error });
    }
    throw error;
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

const BACK_OFF_MILLISECONDS = 5;

/** Doubles with each try; the jitter keeps two that collided from colliding again. */
async function jittered(attempt: number): Promise<void> {
  await wait(randomInt(BACK_OFF_MILLISECONDS * 2 ** attempt) + 1);
}
