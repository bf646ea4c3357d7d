import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { isUniqueViolation, MigrationError } from './errors.ts';
import type { EngineName, Store } from './store.ts';

/** One file of `migrations/`: numbered, and never changed once it has been released. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** The SQL of this engine. */
  readonly sql: string;
  /** SHA-256 of the files, so that a changed one is noticed. */
  readonly digest: string;
}

const FOLDER = new URL('./migrations/', import.meta.url);
const FILE_NAME = /^(?<number>\d{4})-(?<name>[a-z-]+)\.sql$/u;

/** Any number, the same in every process: whoever migrates a PostgreSQL database holds it. */
const ADVISORY_LOCK = 4_920_733;

/**
 * What differs between the engines in a migration. A file is written in PostgreSQL's words plus `bytes`; what cannot be said for
 * both, such as triggers, stands in a further file, `0001-name.sqlite.sql` or `0001-name.postgres.sql`.
 */
const TRANSLATIONS: Readonly<Record<EngineName, (sql: string) => string>> = {
  sqlite: (sql) =>
    sql
      .replaceAll(/\bbigint\b/gu, 'integer')
      .replaceAll(/\bbytes\b/gu, 'blob')
      .replaceAll('\n);', '\n) strict;'),
  postgres: (sql) => sql.replaceAll(/\bbytes\b/gu, 'bytea'),
};

/** The migrations of a folder for an engine, in order. */
export function readMigrations(engine: EngineName, folder: URL = FOLDER): readonly Migration[] {
  const files = readdirSync(folder).sort();
  return files.flatMap((file) => {
    const { number = '', name = '' } = FILE_NAME.exec(file)?.groups ?? {};
    if (name === '') return [];
    const own = `${number}-${name}.${engine}.sql`;
    const shared = readFileSync(new URL(file, folder), 'utf8');
    const further = files.includes(own) ? readFileSync(new URL(own, folder), 'utf8') : '';
    const digest = createHash('sha256').update(shared).update('\0').update(further).digest('hex');
    return [{ number: Number(number), name, sql: `${TRANSLATIONS[engine](shared)}\n${further}`, digest }];
  });
}

/**
 * Applies the migrations that a database lacks, each in a transaction of its own together with its record. Of several processes
 * that start at once, one applies each; the others find it done.
 *
 * @throws MigrationError if an applied migration was changed since, or the database is newer than this program
 */
export async function migrate(store: Store, migrations = readMigrations(store.engine)): Promise<void> {
  await store.exec(
    `${lockOf(store.engine)} create table if not exists migrations (number integer primary key, name text not null, digest text not null)`,
  );
  const applied = await appliedDigests(store);
  refuseNewer(applied, migrations);
  for (const migration of migrations) {
    const digest = applied.get(migration.number);
    if (digest === undefined) await apply(store, migration);
    else if (digest !== migration.digest) {
      throw new MigrationError(
        `migration ${migration.number} (${migration.name}) was changed after it was applied; restore it, and add a new one instead`,
      );
    }
  }
}

function lockOf(engine: EngineName): string {
  return engine === 'postgres' ? `select pg_advisory_xact_lock(${ADVISORY_LOCK});` : '';
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

async function apply(store: Store, { number, name, digest, sql }: Migration): Promise<void> {
  try {
    await store.exec(
      `${lockOf(store.engine)} insert into migrations (number, name, digest) values (${number}, '${name}', '${digest}'); ${sql}`,
    );
  } catch (error) {
    const wasAppliedMeanwhile = isUniqueViolation(error) && (await appliedDigests(store)).has(number);
    if (!wasAppliedMeanwhile) throw error;
  }
}
