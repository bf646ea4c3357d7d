/** Databases of their own for the tests that need a real PostgreSQL, on the server that `npm test` provides. */
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** A superuser's connection to the new, empty database. */
  readonly url: string;
  /** Removes the database, closing what connections remain. */
  drop(): Promise<void>;
}

/** The server's connection string, or undefined where there is none. */
function postgresUrl(): string | undefined {
  return process.env.COUNTERSIGN_TEST_POSTGRES_URL || undefined;
}

/** The server's connection string. Throws where there is none. */
export function requirePostgresUrl(): string {
  const url = postgresUrl();
  if (url === undefined)
    throw new Error('COUNTERSIGN_TEST_POSTGRES_URL is not set: run tests through npm test');
  return url;
}

/**
 * For a test's `skip` option: false where PostgreSQL is there, else the reason. `npm test` fails if anything was
 * skipped for it, and lists what.
 *
 *     describe('on PostgreSQL', { skip: withoutPostgres() }, () => { … });
 */
export function withoutPostgres(): string | false {
  return postgresUrl() === undefined && 'needs PostgreSQL';
}

/**
 * Creates a database with a name of its own, so that test files can run side by side: empty, or a copy of the database that
 * `template` names.
 */
export async function createTestDatabase(template = 'template1'): Promise<TestDatabase> {
  const server = requirePostgresUrl();
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await execute(server, `create database ${name} template ${template}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => execute(server, `drop database ${name} with (force)`) };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
