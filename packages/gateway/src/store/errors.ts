/** The store cannot be reached, or is closed. Nothing was done: the same may be tried again once it can. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store_unavailable';
}

/** The store has more to do than it gets done in time. Nothing was done: the same may be tried again later. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy';
  readonly code = 'store_busy';
}

/** The commit was on its way when the store was lost: it happened, or it did not. Look before trying the same again. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
  readonly code = 'store_outcome_unknown';
}

/** A value that not both engines keep as it is. Nothing was done, and trying again does not help. */
export class UnstorableValue extends TypeError {
  override readonly name = 'UnstorableValue';
  readonly code = 'unstorable_value';
}

/** An embedded data folder belongs to one process. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
  readonly code = 'data_folder_in_use';
}

/** The database, or a migration, is not as this version of the gateway needs it. */
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

/**
 * Whether a statement was refused because a row with its key exists. The transaction it belongs to is lost, so ask this of what
 * `transaction` rejects with; to go on instead, write `on conflict do nothing`.
 */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('errcode' in error) {
    return error.errcode === SQLITE_CONSTRAINT_PRIMARYKEY || error.errcode === SQLITE_CONSTRAINT_UNIQUE;
  }
  return 'code' in error && error.code === POSTGRES_UNIQUE_VIOLATION;
}
