import type { SqliteConnection } from './sqlite-connection.ts';
import type { Row, Value } from './store.ts';

/**
 * Reads of one turn of the event loop share a snapshot: beginning one takes longer than most reads, 3 µs of 4. They miss nothing,
 * because only this process writes, and a snapshot ends where a group of writes begins and where it ends. That it is not open while a
 * group commits also lets each commit write the log back and start it anew: else the log would grow for as long as somebody reads.
 */
export class SqliteSnapshot {
  readonly #connection: SqliteConnection;
  #isOpen = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  get(sql: string, parameters?: readonly Value[]): Row | undefined {
    this.#open();
    return this.#connection.get(sql, parameters);
  }

  all(sql: string, parameters?: readonly Value[]): readonly Row[] {
    this.#open();
    return this.#connection.all(sql, parameters);
  }

  /** Never throws: one that could not be ended is ended by the next read, which then says why it cannot read. */
  end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      this.#leave();
    } catch {}
  }

  /** Some errors of a read have ended it already. */
  #leave(): void {
    if (this.#connection.isInTransaction) this.#connection.run('commit');
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#leave();
    this.#connection.run('begin');
    this.#isOpen = true;
    setImmediate(() => this.end());
  }
}
