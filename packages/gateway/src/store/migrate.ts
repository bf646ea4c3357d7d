import { isUniqueViolation, MigrationError, StoreBusy, StoreUnavailable } from './errors.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { ASSUME_LARGE_TABLES } from './sqlite-statistics.ts';
import type { EngineName, Store } from './store.ts';

/** Any number, the same in every process: whoever migrates a PostgreSQL database holds it. */
const ADVISORY_LOCK = 4_920_733;

/**
 * Comes first in each transaction of ours. On SQLite the store's own lock suffices; a migration of large tables, and the wait for
 * one, may take longer on PostgreSQL than a statement otherwise may.
 */
const LOCK: Readonly<Record<EngineName, string>> = {
  sqlite: '',
  postgres: `select set_config('statement_timeout', '0', true); select pg_advisory_xact_lock(${ADVISORY_LOCK});`,
};

/** Ends each transaction that migrates: what the planner is to know of new indexes. PostgreSQL finds that out by itself. */
const PLANNING: Readonly<Record<EngineName, string>> = { sqlite: ASSUME_LARGE_TABLES, postgres: '' };

const RECORDS =
  'create table if not exists migrations (number integer primary key, name text not null, digest text not null)';

/**
 * Applies the migrations that a database lacks, each in a transaction of its own together with its record. Of several processes
 * that start at once, one applies each; the others find it done.
 *
 * @throws MigrationError if an applied migration was changed since, the database is newer than this program, or a migration fails
 */
export async function migrate(store: Store, migrations = readMigrations(store.engine)): Promise<void> {
  await store.exec(`${LOCK[store.engine]} ${RECORDS}`);
  const applied = await appliedDigests(store);
  refuseNewer(applied, migrations);
  for (const migration of migrations) {
    const digest = applied.get(migration.number) ?? (await apply(store, migration));
    if (digest !== migration.digest) {
      throw new MigrationError(
        `migration ${migration.number} (${migration.name}) was changed after it was applied; restore it, and add a new one instead`,
      );
    }
  }
}

async function appliedDigests(store: Store): Promise<ReadonlyMap<number, string>> {
  const rows = await store.all('select number, digest from migrations');
  return new Map(rows.map(({ number, digest }) => [Number(number), String(digest)]));
}

function refuseNewer(applied: ReadonlyMap<number, string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ number }) => number));
  const unknown = [...applied.keys()].find((number) => !known.has(number));
  if (unknown === undefined) return;
  throw new MigrationError(
    `the database has migration ${unknown}, which this version does not know: run a newer one`,
  );
}

/** @returns the digest of what was applied, by us or meanwhile by another process */
async function apply(store: Store, { number, name, digest, sql }: Migration): Promise<string> {
  const record = `insert into migrations (number, name, digest) values (${number}, '${name}', '${digest}')`;
  try {
    await store.exec(`${LOCK[store.engine]} ${record}; ${sql}; ${PLANNING[store.engine]}`);
    return digest;
  } catch (error) {
    const meanwhile = isUniqueViolation(error) ? (await appliedDigests(store)).get(number) : undefined;
    if (meanwhile !== undefined) return meanwhile;
    if (error instanceof StoreUnavailable || error instanceof StoreBusy) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const failed = `migration ${number} (${name}) failed, and nothing of it was kept: ${why}`;
    throw new MigrationError(failed, { cause: error });
  }
}
