import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { lockFolder } from './folder-lock.ts';
import { GroupCommit } from './group-commit.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import type { Store } from './store.ts';

const DATABASE_FILE = 'countersign.db';
const OWNER_ONLY = 0o700;

/**
 * Opens the embedded store in a folder, which is made if it is missing and belongs to this process until `close`.
 *
 * @throws DataFolderInUse if another process has the folder
 */
export function openSqlite({ folder }: { readonly folder: string }): Store {
  mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  const unlock = lockFolder(folder);
  const file = path.join(folder, DATABASE_FILE);
  const writer = new SqliteConnection(file, { readOnly: false });
  // Reads have a connection of their own: on the writer's they would see what its group has not committed.
  const reader = new SqliteConnection(file, { readOnly: true });
  const group = new GroupCommit(writer);
  return {
    engine: 'sqlite',
    get: async (sql, parameters = []) => reader.get(sql, parameters),
    all: async (sql, parameters = []) => reader.all(sql, parameters),
    transaction: (work) => group.add(work),
    exec: async (sql) => {
      await group.drained();
      atomically(writer, sql);
    },
    close: async () => {
      await group.drained();
      reader.close();
      writer.close();
      unlock();
    },
  };
}

function atomically(connection: SqliteConnection, sql: string): void {
  try {
    connection.exec(`begin immediate; ${sql}; commit`);
  } catch (error) {
    if (connection.isInTransaction) connection.exec('rollback');
    throw error;
  }
}
