/**
 * What the gateway asks of a database. Two engines answer: SQLite (embedded, one process) and PostgreSQL (many processes).
 * SQL is hand-written in the subset on which both agree, with `$1`, `$2` … placeholders, lower-case column names, and:
 * integers come back as `bigint`, text as `string`, binary as `Uint8Array`; there are no booleans (0 or 1), no dates
 * (integer milliseconds), no JSON columns (text). Statements are prepared once per connection, so pass the same text each time.
 *
 * Texts are well-formed and without U+0000, integers fit 64 bits, and a number among the parameters is a safe integer; what is
 * not so is refused with `UnstorableValue`. All other errors of the store itself are in `errors.ts`; those of a statement, such
 * as a constraint's, are the driver's.
 */
export type Value = string | bigint | number | Uint8Array | null;

export type Row = Readonly<Record<string, Value>>;

/** Reads: seen from outside a transaction they show committed data only. */
export interface Reader {
  /** The first row, or undefined. */
  get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined>;
  /** All rows. Bound them with `limit`. */
  all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]>;
}

/** One unit of work. Everything done through it is committed together, durably, or not at all. */
export interface Transaction extends Reader {
  /** Rows inserted, updated or deleted. */
  run(sql: string, parameters?: readonly Value[]): Promise<number>;
  /**
   * The one row that a `select` finds, or undefined, kept from changing until the transaction ends: what is decided from it still
   * holds when it is stored. On PostgreSQL others who lock it wait; SQLite has a single writer anyway. To wait for each other in
   * the same order always, lock a payment before its merchant's ledger.
   */
  lock(sql: string, parameters?: readonly Value[]): Promise<Row | undefined>;
}

export type EngineName = 'sqlite' | 'postgres';

export interface TransactionOptions {
  /**
   * Names what the work waits for anyway, such as a merchant's ledger. On PostgreSQL, units of work of one name follow each other,
   * in all processes; and those that had to wait share the next commit, from which one that fails rolls back alone. On SQLite all
   * share commits, and this changes nothing.
   */
  readonly together?: string;
}

export interface Store extends Reader {
  readonly engine: EngineName;
  /**
   * Runs `work` and answers only after its effects are durable. If `work` throws, nothing of it remains and the error
   * passes through. `work` may be run again after a serialization failure, so it must touch nothing but the transaction;
   * and on SQLite it shares a commit with its neighbours, so it must await nothing but the transaction.
   *
   * A statement that fails takes the transaction with it, even if `work` catches the error.
   *
   * On PostgreSQL others commit meanwhile (read committed), so what depends on a row is decided in the statement that
   * changes it, `update … where`, and by unique keys, not by reading first.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Several statements without parameters, all of them or none: migrations. */
  exec(sql: string): Promise<void>;
  /** Takes no more, waits for running work, then lets go of files and connections. */
  close(): Promise<void>;
}
