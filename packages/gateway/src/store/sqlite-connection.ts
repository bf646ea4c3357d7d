import { DatabaseSync } from 'node:sqlite';
import { sqliteStoreError } from './sqlite-errors.ts';
import { SqliteStatement } from './sqlite-statement.ts';
import type { Row, Value } from './store.ts';

const SYNCHRONOUS_FULL = 2n;
/**
 * Of 4 KiB each, in the write-ahead log before they are written back. That stops the process for as long as the disk takes for
 * these 16 MB; 1,000 pages cost a sixth more processor time for each transaction, 10,000 no less than this.
 */
const AUTOCHECKPOINT_PAGES = 4_000;
const CACHE_KIBIBYTES = 64 * 1_024;
/** The folder is ours, so only another program can be in the way, such as a backup; and waiting stops the process. */
const BUSY_TIMEOUT_MILLISECONDS = 250;
/** The gateway has about two hundred. More are made by texts that are put together, and the oldest make room. */
const STATEMENTS_MAXIMUM = 1_000;

/** One connection to a SQLite file, its statements prepared once. Everything in it is synchronous. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();

  /**
   * @throws StoreUnavailable where the file cannot be opened
   * @throws Error where it would not be written durably
   */
  constructor(file: string, { readOnly }: { readonly readOnly: boolean }) {
    this.#database = reported(() => new DatabaseSync(file, { readOnly, timeout: BUSY_TIMEOUT_MILLISECONDS }));
    try {
      if (!readOnly) this.exec('pragma journal_mode = wal');
      this.exec(SETTINGS);
      this.#assertSetting('journal_mode', 'wal');
      this.#assertSetting('synchronous', SYNCHRONOUS_FULL);
      this.#assertSetting('foreign_keys', 1n);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What a build of SQLite or a file brings along decides these otherwise, and a wrong one loses acknowledged payments. */
  #assertSetting(name: string, expected: bigint | string): void {
    const row = this.get(`pragma ${name}`);
    const actual = row && Object.values(row)[0];
    if (actual !== expected) throw new Error(`SQLite's ${name} is ${actual}, and must be ${expected}`);
  }

  get(sql: string, parameters: readonly Value[] = []): Row | undefined {
    return reported(() => this.#statement(sql).get(parameters));
  }

  all(sql: string, parameters: readonly Value[] = []): readonly Row[] {
    return reported(() => this.#statement(sql).all(parameters));
  }

  run(sql: string, parameters: readonly Value[] = []): number {
    return reported(() => this.#statement(sql).run(parameters));
  }

  /** Several statements, without parameters. */
  exec(sql: string): void {
    reported(() => this.#database.exec(sql));
  }

  /** After a change of the schema: a prepared statement remembers its columns. */
  forgetStatements(): void {
    this.#statements.clear();
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): SqliteStatement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = new SqliteStatement(this.#database, sql);
      const [oldest] = this.#statements.keys();
      if (this.#statements.size >= STATEMENTS_MAXIMUM) this.#statements.delete(oldest as string);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** `fullfsync` is for macOS, where fsync leaves data in the drive's cache; elsewhere it says nothing. */
const SETTINGS = `
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma foreign_keys = on;
  pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES};
  pragma cache_size = -${CACHE_KIBIBYTES};
  pragma temp_store = memory;
`;

function reported<T>(operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw sqliteStoreError(error);
  }
}
