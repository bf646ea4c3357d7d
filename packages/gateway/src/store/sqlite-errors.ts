import { StoreBusy, StoreUnavailable } from './errors.ts';

/** SQLite's primary result codes, https://sqlite.org/rescode.html. An extended code has its primary one in the low byte. */
const SQLITE_BUSY = 5;
const SQLITE_CONSTRAINT = 19;
const PRIMARY = 0xff;

/** The file or its disk is at fault, not the statement. */
const UNAVAILABLE: ReadonlyMap<number, string> = new Map([
  [8, 'it is read-only'],
  [10, 'reading or writing it failed'],
  [11, 'it is damaged'],
  [13, 'the disk is full'],
  [14, 'it cannot be opened'],
  [26, 'it is not a database'],
]);

/** What the store says of an error of the driver; the error itself if the statement is to blame. */
export function sqliteStoreError(error: unknown): unknown {
  if (isBusy(error)) {
    return new StoreBusy('another program holds the database file locked', { cause: error });
  }
  const why = UNAVAILABLE.get(primaryCodeOf(error));
  if (why === undefined) return error;
  return new StoreUnavailable(`the database file cannot be used: ${why}`, { cause: error });
}

export function isBusy(error: unknown): boolean {
  return primaryCodeOf(error) === SQLITE_BUSY;
}

export function isConstraintViolation(error: unknown): boolean {
  return primaryCodeOf(error) === SQLITE_CONSTRAINT;
}

function primaryCodeOf(error: unknown): number {
  const isFromSqlite = typeof error === 'object' && error !== null && 'errcode' in error;
  return isFromSqlite ? Number(error.errcode) & PRIMARY : 0;
}
