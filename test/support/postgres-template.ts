/** One database with the schema, from which each test's is copied: half the time of migrating each. */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { readMigrations } from '../../packages/gateway/src/store/migration-files.ts';
import { openStore } from '../../packages/gateway/src/store/open-store.ts';
import { requirePostgresUrl } from './postgres.ts';

/** Any number, the same in every test process: whoever makes the template holds it. */
const ADVISORY_LOCK = 4_920_734;

let made: Promise<string> | undefined;

/** The template's name. The first test process that asks makes it; it is another one whenever a migration is. */
export function migratedTemplate(): Promise<string> {
  made ??= make();
  return made;
}

async function make(): Promise<string> {
  const name = `test_template_${schemaDigest()}`;
  const client = new Client({ connectionString: requirePostgresUrl() });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await migrateNew(client, name);
  } finally {
    await client.end();
  }
  return name;
}

/** It gets its name at the end, so that one which was interrupted is never taken for whole. */
async function migrateNew(client: Client, name: string): Promise<void> {
  const unfinished = `${name}_${process.pid}`;
  await client.query(`create database ${unfinished}`);
  const url = new URL(requirePostgresUrl());
  url.pathname = unfinished;
  const store = await openStore({ postgresUrl: url.href });
  await store.close();
  await client.query(`alter database ${unfinished} rename to ${name}`);
}

function schemaDigest(): string {
  const hash = createHash('sha256');
  for (const { sql } of readMigrations('postgres')) hash.update(sql);
  return hash.digest('hex').slice(0, 16);
}
