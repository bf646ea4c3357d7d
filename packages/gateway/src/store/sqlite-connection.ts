import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Row, Value } from './store.ts';

interface Prepared {
  readonly statement: StatementSync;
  /** For each `?`, which of the parameters belongs there. */
  readonly order: readonly number[];
}

const SYNCHRONOUS_FULL = 2n;
/** Pages in the write-ahead log before it is written back: 40 MB, so that this happens seldom. */
const AUTOCHECKPOINT_PAGES = 10_000;
const CACHE_KIBIBYTES = 64 * 1_024;
const BUSY_TIMEOUT_MILLISECONDS = 5_000;

/** One connection to a SQLite file, its statements prepared once. Everything in it is synchronous. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  /**
   * @throws Error where the file cannot be opened, or would not be written durably
   */
  constructor(file: string, options: { readonly readOnly: boolean }) {
    this.#database = new DatabaseSync(file, { readOnly: options.readOnly });
    this.#database.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MILLISECONDS}`);
    if (!options.readOnly) this.#database.exec('pragma journal_mode = wal');
    this.#database.exec(
      `pragma synchronous = full; pragma foreign_keys = on; pragma wal_autocheckpoint = ${AUTOCHECKPOINT_PAGES};
       pragma cache_size = -${CACHE_KIBIBYTES}; pragma temp_store = memory;`,
    );
    this.#assertSetting('synchronous', SYNCHRONOUS_FULL);
    this.#assertSetting('foreign_keys', 1n);
    this.#assertSetting('journal_mode', 'wal');
  }

  /** What a build of SQLite or a file brings along decides these otherwise, and a wrong one loses acknowledged payments. */
  #assertSetting(name: string, expected: bigint | string): void {
    const row = this.get(`pragma ${name}`, []);
    const actual = row && Object.values(row)[0];
    if (actual !== expected) throw new Error(`SQLite's ${name} is ${actual}, and must be ${expected}`);
  }

  get(sql: string, parameters: readonly Value[]): Row | undefined {
    const { statement, order } = this.#prepare(sql);
    return statement.get(...bound(order, parameters)) as Row | undefined;
  }

  all(sql: string, parameters: readonly Value[]): readonly Row[] {
    const { statement, order } = this.#prepare(sql);
    return statement.all(...bound(order, parameters)) as Row[];
  }

  run(sql: string, parameters: readonly Value[]): number {
    const { statement, order } = this.#prepare(sql);
    return Number(statement.run(...bound(order, parameters)).changes);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  get isInTransaction(): boolean {
    return this.#database.isTransaction;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql);
    if (prepared === undefined) {
      prepared = this.#translate(sql);
      this.#prepared.set(sql, prepared);
    }
    return prepared;
  }

  /** `$1` is a name to SQLite, and binding by name costs as much as a small statement; so names become places. */
  #translate(sql: string): Prepared {
    const order: number[] = [];
    const text = sql.replaceAll(/\$(\d+)/gu, (_, digits: string) => {
      order.push(Number(digits) - 1);
      return '?';
    });
    const statement = this.#database.prepare(text);
    statement.setReadBigInts(true);
    return { statement, order };
  }
}

/** Numbers are bound as integers: SQLite would take a JavaScript number for a floating-point one. */
function bound(order: readonly number[], parameters: readonly Value[]): Exclude<Value, number>[] {
  return order.map((index) => {
    const value = parameters[index];
    if (value === undefined) throw new RangeError(`the statement has no parameter $${index + 1}`);
    return typeof value === 'number' ? BigInt(value) : value;
  });
}
