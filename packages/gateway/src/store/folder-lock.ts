import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderInUse } from './errors.ts';

const LOCK_FILE = 'lock.db';
const OWNER_FILE = 'gateway.pid';

/**
 * Takes a data folder for this process. The lock is one that the operating system takes back when the process ends, however it
 * ends; the process id beside it is only for the message.
 *
 * @returns gives the folder back
 * @throws DataFolderInUse if another process has it
 */
export function lockFolder(folder: string): () => void {
  const owner = path.join(folder, OWNER_FILE);
  const lock = new DatabaseSync(path.join(folder, LOCK_FILE));
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    lock.close();
    if (!isBusy(error)) throw error;
    throw new DataFolderInUse(
      `${folder} is in use by process ${ownerOf(owner)}: stop that gateway, or give this one another folder with --data; several processes can share a PostgreSQL database instead`,
    );
  }
  writeFileSync(owner, `${process.pid}\n`);
  return () => lock.close();
}

function ownerOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
