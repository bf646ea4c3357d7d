import { createHash } from 'node:crypto';
import type pg from 'pg';
import { reported } from './postgres-errors.ts';
import type { Row, Value } from './store.ts';
import { bindable } from './values.ts';

interface Result {
  readonly rows: readonly Row[];
  /** Inserted, updated or deleted. */
  readonly count: number;
}

/** Runs one statement, which the server prepares once per connection. */
export async function runStatement(
  on: pg.Pool | pg.PoolClient,
  text: string,
  parameters: readonly Value[] = [],
): Promise<Result> {
  const values = parameters.map((value, index) => bindable(value, index + 1));
  const { rows, rowCount } = await reported(on.query({ name: nameOf(text), text, values }));
  return { rows, count: rowCount ?? 0 };
}

const names = new Map<string, string>();

/** A connection knows a prepared statement by its name. 96 bits of a hash keep two texts from meeting in one. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('hex').slice(0, 24);
    names.set(text, name);
  }
  return name;
}
