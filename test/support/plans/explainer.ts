import type { Store, Transaction, Value } from '../../../packages/gateway/src/store/store.ts';

export interface Plan {
  readonly sql: string;
  /** As the engine words them. */
  readonly steps: readonly string[];
}

/** Asks for the plan of each statement instead of running it. */
export class Explainer implements Transaction {
  readonly plans: Plan[] = [];
  readonly #explain: (sql: string, parameters: readonly Value[]) => Promise<readonly string[]>;

  constructor(transaction: Transaction, engine: Store['engine']) {
    const prefix = engine === 'sqlite' ? 'explain query plan ' : 'explain ';
    this.#explain = async (sql, parameters) => {
      const rows = await transaction.all(prefix + sql, parameters);
      return rows.map((row) => String(row.detail ?? row['QUERY PLAN']));
    };
  }

  async all(sql: string, parameters: readonly Value[] = []) {
    this.plans.push({ sql, steps: await this.#explain(sql, parameters) });
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

/** What in a plan takes longer the more rows there are. `spared` are steps that it may take. */
export function refusedSteps({ steps }: Plan, spared?: RegExp): readonly string[] {
  return steps.filter((step) => REFUSED.test(step) && spared?.test(step) !== true);
}
