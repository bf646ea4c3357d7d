import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { MigrationError } from './errors.ts';
import type { EngineName } from './store.ts';

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
const FILE_NAME = /^(?<number>\d{4})-(?<name>[a-z0-9-]+)(?:\.(?<engine>sqlite|postgres))?\.sql$/u;

/**
 * The migrations of a folder for an engine, in order. `0001-name.sql` is for both; what cannot be said for both, such as triggers,
 * stands in a further file, `0001-name.sqlite.sql` or `0001-name.postgres.sql`, and runs after it.
 *
 * @throws MigrationError if a file would go unnoticed: it has another kind of name, or a number or its shared file is missing
 */
export function readMigrations(engine: EngineName, folder: URL = FOLDER): readonly Migration[] {
  const files = readdirSync(folder).sort().map(parseFileName);
  const shared = files.filter((file) => file.engine === undefined);
  for (const { file, number, name } of files) {
    if (shared[number - 1]?.name !== name) throw new MigrationError(`${file} is not the next of its folder`);
  }
  const read = (file: string) => readFileSync(new URL(file, folder), 'utf8').replaceAll('\r\n', '\n');
  return shared.map(({ file, number, name }) => {
    const own = files.find((each) => each.number === number && each.engine === engine);
    const both = read(file);
    const further = own === undefined ? '' : read(own.file);
    const digest = createHash('sha256').update(both).update('\0').update(further).digest('hex');
    return { number, name, sql: `${translate(both, engine)}\n${further}`, digest };
  });
}

function parseFileName(file: string) {
  const { number, name, engine } = FILE_NAME.exec(file)?.groups ?? {};
  if (number === undefined || name === undefined) {
    throw new MigrationError(`${file} is not named like 0002-what-it-adds.sql`);
  }
  return { file, number: Number(number), name, engine };
}

/**
 * What differs between the engines. A file for both names its columns' types `text`, `bigint` and `bytes`, and ends each table
 * with a line `);`. Tables are strict on SQLite, where a bigint column would else take any text, and kept in the order of their
 * primary key, one tree less to write than beside a rowid; texts are in the order of their
 * bytes on PostgreSQL, where the order would else depend on the database's locale.
 */
const WORDS: Readonly<Record<EngineName, Readonly<Record<string, string>>>> = {
  sqlite: { bigint: 'integer', bytes: 'blob', '\n);': '\n) strict, without rowid;' },
  postgres: { bytes: 'bytea', text: 'text collate "C"' },
};

/** The words above, and what only looks like one: text in quotes, and comments. */
const TOKENS = /'[^']*'|"[^"]*"|--[^\n]*|\b(?:bigint|bytes|text)\b|\n\);/gu;

function translate(sql: string, engine: EngineName): string {
  return sql.replaceAll(TOKENS, (token) => WORDS[engine][token] ?? token);
}
