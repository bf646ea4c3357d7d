import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderInUse, StoreUnavailable } from './errors.ts';
import { isBusy } from './sqlite-errors.ts';

const LOCK_FILE = 'lock.db';
const OWNER_FILE = 'gateway.pid';
const OWNER_ONLY = 0o700;

/**
 * Takes a data folder for this process, making it if it is missing. The lock is SQLite's on a file of its own, which the
 * operating system takes back when the process ends, however it ends; the process id beside it is only for the message.
 *
 * The lock's file must not be opened by any other means: where a process closes a file, POSIX drops all its locks on it.
 *
 * @returns gives the folder back
 * @throws DataFolderInUse if another process has it, or this one already
 * @throws StoreUnavailable if it cannot be made or written to
 */
export function lockFolder(folder: string): () => void {
  const owner = path.join(folder, OWNER_FILE);
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    lock = new DatabaseSync(path.join(folder, LOCK_FILE), { timeout: 0 });
    lock.exec('begin exclusive');
    writeFileSync(owner, `${process.pid}\n`);
  } catch (error) {
    lock?.close();
    throw isBusy(error) ? inUse(folder, owner) : unusable(folder, error);
  }
  const held = lock;
  return () => held.close();
}

function inUse(folder: string, owner: string): DataFolderInUse {
  return new DataFolderInUse(
    `${folder} is in use by process ${ownerOf(owner)}: stop that gateway, or give this one another folder with --data; several processes can share a PostgreSQL database instead`,
  );
}

function unusable(folder: string, cause: unknown): StoreUnavailable {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StoreUnavailable(`the data folder ${folder} cannot be used: ${why}`, { cause });
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
