/** The store cannot answer now, and nothing was done: the caller may try again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store_unavailable';
}

/** An embedded data folder belongs to one process. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  readonly code = 'data_folder_in_use';
}

/** The database is not as this version of the gateway needs it. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code = 'migration_failed';
}

/** A defect of ours: a unit of work that does what a unit of work must not do. */
export class TransactionMisuse extends Error {
  override readonly name = 'TransactionMisuse';
  readonly code = 'transaction_misuse';
}

const SQLITE_CONSTRAINT_PRIMARYKEY = 1_555;
const SQLITE_CONSTRAINT_UNIQUE = 2_067;
const POSTGRES_UNIQUE_VIOLATION = '23505';

/** Whether a statement was refused because a row with its key exists. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errcode' in error) {
    return error.errcode === SQLITE_CONSTRAINT_PRIMARYKEY || error.errcode === SQLITE_CONSTRAINT_UNIQUE;
  }
  return 'code' in error && error.code === POSTGRES_UNIQUE_VIOLATION;
}
