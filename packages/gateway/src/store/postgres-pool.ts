import pg from 'pg';
import { postgresTypes } from './postgres-types.ts';

const STATEMENT_TIMEOUT_MILLISECONDS = 10_000;
/** The server ends a statement before; so a connection that is silent for longer leads to no server any more. */
export const ANSWER_TIMEOUT_MILLISECONDS = 15_000;
/** A unit of work awaits nothing but its statements, so one that idles is lost, and holds its locks. */
const IDLE_IN_TRANSACTION_TIMEOUT_MILLISECONDS = 10_000;
/** For a connection, new or given back. */
const CONNECT_TIMEOUT_MILLISECONDS = 5_000;

/** Connections that keep what they acknowledge, and give values as SQLite does. */
export function createPool(options: {
  readonly url: string;
  readonly size: number;
  readonly answerTimeoutMilliseconds: number;
}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size,
    application_name: 'countersign',
    statement_timeout: STATEMENT_TIMEOUT_MILLISECONDS,
    query_timeout: options.answerTimeoutMilliseconds,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MILLISECONDS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    types: postgresTypes,
    // A statement may be sent before the last one has been answered: `begin` costs no round trip of its own.
    pipeline: true,
    onConnect: assertSettings,
  });
  // A connection that breaks is replaced by the pool, and whoever was using it is told by its statement.
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));
  return pool;
}

/** Without a listener, Node ends the process on an `error` event. */
function ignore(): void {}

const SETTINGS = `select current_setting('synchronous_commit', true) as synchronous_commit,
  current_setting('server_encoding', true) as server_encoding`;

/** On every connection, since roles and databases have settings of their own. Those that a compatible server lacks are null. */
async function assertSettings(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query(SETTINGS);
  const { synchronous_commit: synchronousCommit, server_encoding: encoding } = rows[0] ?? {};
  if (synchronousCommit === 'off') {
    throw new Error(
      'PostgreSQL would acknowledge payments before they are durable: set synchronous_commit = on',
    );
  }
  if (encoding !== null && encoding !== 'UTF8') {
    throw new Error(
      `the PostgreSQL database is encoded in ${encoding}: create one with encoding 'UTF8' template template0`,
    );
  }
}
