import type { EngineName, Transaction, Value } from '../../../packages/gateway/src/store/store.ts';

export interface Plan {
  readonly sql: string;
  /** As the engine words them. */
  readonly steps: readonly string[];
}

const EXPLAIN: Readonly<Record<EngineName, string>> = { sqlite: 'explain query plan', postgres: 'explain' };

/** PostgreSQL's for a plan that it carries out, telling what it took. */
export const EXPLAIN_AND_RUN = 'explain (analyze, buffers)';

/** Asks for the plan of each statement instead of what it finds. */
export class Explainer implements Transaction {
  readonly plans: Plan[] = [];
  readonly #transaction: Transaction;
  readonly #explain: string;

  constructor(transaction: Transaction, engine: EngineName, explain: string = EXPLAIN[engine]) {
    this.#transaction = transaction;
    this.#explain = explain;
  }

  async all(sql: string, parameters: readonly Value[] = []) {
    const rows = await this.#transaction.all(`${this.#explain} ${sql}`, parameters);
    this.plans.push({ sql, steps: rows.map((row) => String(row.detail ?? row['QUERY PLAN'])) });
    return [];
  }

  async get(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return undefined;
  }

  async run(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return 0;
  }

  async lock(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return undefined;
  }
}

/**
 * Walking through a whole table or index, or sorting what an index could give in order. On SQLite that is not said of a
 * statement's own values, which `ledger.ts` calls `change`.
 */
const REFUSED = /\bSCAN (?!change\b|(?:\d+ )?CONSTANT ROWS?$)|Seq Scan on|TEMP B-TREE|\bSort\b/u;

/** What in a plan takes the longer the more rows there are. */
export function refusedSteps({ steps }: Plan): readonly string[] {
  return steps.filter((step) => REFUSED.test(step));
}

/** SQLite's words for going through all that a merchant has. A partial index is made to be gone through. */
const THROUGH_A_MERCHANT =
  /^SEARCH \w+ USING (?:PRIMARY KEY|(?:COVERING )?INDEX (?:sqlite_autoindex_\w+|\w+_by_dialect|\w+_by_state)) \((?:merchant_id=\?)?(?: AND )?(?:dialect=\?)?(?: AND id[<>]\?)?\)/u;

/** Steps that go through all that a merchant has, or has in a dialect, to find what is wanted of it. */
export function stepsThroughMerchants({ steps }: Plan): readonly string[] {
  return steps.filter((step) => THROUGH_A_MERCHANT.test(step));
}

const BLOCKS = /Buffers: shared(?: hit=(?<hit>\d+))?(?: read=(?<read>\d+))?/u;

/** How many blocks PostgreSQL looked at for a plan that it carried out. */
export function blocksOf({ steps }: Plan): number {
  // That of the whole is the first; those of its parts and of planning follow.
  const { hit = 0, read = 0 } = BLOCKS.exec(steps.join('\n'))?.groups ?? {};
  return Number(hit) + Number(read);
}
