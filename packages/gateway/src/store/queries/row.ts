/** Reads columns of the two engines' rows as the types they must have: a schema mistake shows here, not as an `undefined` somewhere. */
import type { Row, Value } from '../store.ts';

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unexpected(column, 'text', value);
  return value;
}

/** Counts of minor units, and any integer that may pass 2^53. */
export function integerOf(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value !== 'bigint') throw unexpected(column, 'an integer', value);
  return value;
}

/** Times in milliseconds, statuses, counts of rows: integers far below 2^53. */
export function numberOf(row: Row, column: string): number {
  return Number(integerOf(row, column));
}

export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw unexpected(column, 'bytes', value);
  return value;
}

/** What `read` makes of the column, or undefined where it is null. */
export function optional<T>(row: Row, column: string, read: (row: Row, column: string) => T): T | undefined {
  return row[column] === null ? undefined : read(row, column);
}

type UndefinedIn<T> = { [Name in keyof T]: undefined extends T[Name] ? Name : never }[keyof T];

type WithoutUndefined<T> = Omit<T, UndefinedIn<T>> & {
  [Name in UndefinedIn<T>]?: Exclude<T[Name], undefined>;
};

/** Drops the properties that are undefined: what is null in a row is absent from its record. */
export function withoutUndefined<T extends object>(record: T): WithoutUndefined<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as WithoutUndefined<T>;
}

function unexpected(column: string, wanted: string, value: Value | undefined): TypeError {
  return new TypeError(
    `column ${column} should hold ${wanted}, not ${value === null ? 'null' : typeof value}`,
  );
}
