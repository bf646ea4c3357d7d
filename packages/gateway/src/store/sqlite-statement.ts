import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { UnstorableValue } from './errors.ts';
import type { Row, Value } from './store.ts';
import { type Bindable, bindable } from './values.ts';

/** A statement that SQLite has prepared once. */
export class SqliteStatement {
  readonly #statement: StatementSync;
  /** For each `?`, the number of the parameter that belongs there. */
  readonly #order: readonly number[];
  readonly #parameterCount: number;
  #columns: readonly string[] | undefined;

  constructor(database: DatabaseSync, sql: string) {
    const { text, order } = withPlaces(sql);
    this.#statement = database.prepare(text);
    this.#statement.setReadBigInts(true);
    // Rows as arrays, made objects here: half the time of the driver's objects, and they have an ordinary prototype.
    this.#statement.setReturnArrays(true);
    this.#order = order;
    this.#parameterCount = Math.max(0, ...order);
  }

  get(parameters: readonly Value[]): Row | undefined {
    const values = this.#statement.get(...this.#bound(parameters)) as Value[] | undefined;
    return values && this.#row(values);
  }

  all(parameters: readonly Value[]): readonly Row[] {
    const rows = this.#statement.all(...this.#bound(parameters)) as unknown as Value[][];
    return rows.map((values) => this.#row(values));
  }

  run(parameters: readonly Value[]): number {
    return Number(this.#statement.run(...this.#bound(parameters)).changes);
  }

  #bound(parameters: readonly Value[]): Bindable[] {
    if (parameters.length !== this.#parameterCount) {
      throw new UnstorableValue(
        `the statement takes ${this.#parameterCount} parameters, and got ${parameters.length}`,
      );
    }
    return this.#order.map((position) => bindable(parameters[position - 1], position));
  }

  #row(values: readonly Value[]): Row {
    // Not asked before the first row: until it runs, a statement does not know of another connection's change of the schema.
    this.#columns ??= this.#statement.columns().map(({ name }) => name);
    const row: Record<string, Value> = {};
    for (const [index, column] of this.#columns.entries()) row[column] = values[index] as Value;
    return row;
  }
}

/** Placeholders, and what only looks like one: text in quotes, and comments. */
const TOKENS = /'[^']*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$(?<position>\d+)/gu;

/** `$1` is a name to SQLite, and binding by name costs as much as a small statement; so names become places. */
function withPlaces(sql: string): { readonly text: string; readonly order: readonly number[] } {
  const order: number[] = [];
  const text = sql.replaceAll(TOKENS, (token, position?: string) => {
    if (position === undefined) return token;
    order.push(Number(position));
    return '?';
  });
  return { text, order };
}
