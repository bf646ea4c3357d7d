import path from 'node:path';
import { StoreUnavailable } from './errors.ts';
import { lockFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { SqliteSnapshot } from './sqlite-snapshot.ts';
import type { Row, Store, Transaction, Value } from './store.ts';

const DATABASE_FILE = 'countersign.db';

/**
 * Opens the embedded store in a folder, which is made if it is missing and belongs to this process until `close`.
 *
 *     const store = openSqlite({ folder: './data' });
 *
 * @throws DataFolderInUse if another process has the folder
 * @throws StoreUnavailable if its files cannot be used
 */
export function openSqlite({ folder }: { readonly folder: string }): Store {
  const unlock = lockFolder(folder);
  try {
    return new SqliteStore(path.join(folder, DATABASE_FILE), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

class SqliteStore implements Store {
  readonly engine = 'sqlite';
  readonly #writer: SqliteConnection;
  /** Reads have a connection of their own: on the writer's they would see what its group has not committed. */
  readonly #reader: SqliteConnection;
  readonly #snapshot: SqliteSnapshot;
  readonly #group: GroupCommit;
  readonly #unlock: () => void;
  #closing: Promise<void> | undefined;

  constructor(file: string, unlock: () => void) {
    this.#writer = new SqliteConnection(file, { readOnly: false });
    this.#reader = new SqliteConnection(file, { readOnly: true });
    this.#snapshot = new SqliteSnapshot(this.#reader);
    this.#group = new GroupCommit(this.#writer, { onBoundary: () => this.#snapshot.end() });
    this.#unlock = unlock;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    this.#assertOpen();
    return this.#snapshot.get(sql, parameters);
  }

  async all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    this.#assertOpen();
    return this.#snapshot.all(sql, parameters);
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#group.add(work);
  }

  async exec(sql: string): Promise<void> {
    this.#assertOpen();
    await this.#group.drained();
    this.#snapshot.end();
    execAtomically(this.#writer, sql);
    for (const connection of [this.#writer, this.#reader]) connection.forgetStatements();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#group.close();
    this.#snapshot.end();
    this.#reader.close();
    this.#writer.close();
    this.#unlock();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new StoreUnavailable('the store is closed');
  }
}

function execAtomically(connection: SqliteConnection, sql: string): void {
  connection.exec('begin immediate');
  try {
    // By itself: whatever the text ends in, such as a comment, must not swallow the commit.
    connection.exec(sql);
    connection.exec('commit');
  } catch (error) {
    if (connection.isInTransaction) connection.exec('rollback');
    throw error;
  }
}
