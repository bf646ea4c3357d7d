import pg from 'pg';
import type { Value } from './store.ts';

/** The object ids of PostgreSQL's built-in types, from its catalogue pg_type.dat, which never change. */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const OID = 26;
const FLOAT4 = 700;
const FLOAT8 = 701;
const NUMERIC = 1_700;

const parseBytes = pg.types.getTypeParser(BYTEA);

/** Whatever is not listed stays the text that PostgreSQL sends. */
const PARSERS: ReadonlyMap<number, (text: string) => Value> = new Map<number, (text: string) => Value>([
  [INT2, BigInt],
  [INT4, BigInt],
  [INT8, BigInt],
  [OID, BigInt],
  // The sum of a bigint column. BigInt refuses a fraction rather than round it.
  [NUMERIC, BigInt],
  [FLOAT4, Number],
  [FLOAT8, Number],
  // A comparison in a select list, which is 0 or 1 on SQLite.
  [BOOL, (text) => (text === 't' ? 1n : 0n)],
  [BYTEA, (text) => new Uint8Array(parseBytes(text) as Buffer)],
]);

/** The same values as SQLite gives, in place of the driver's own choices. */
export const postgresTypes = {
  getTypeParser: (type: number) => PARSERS.get(type) ?? String,
} as pg.CustomTypesConfig;
