/** What each planner chooses, left to itself, where tables are large. `npm run bench -- lists` tells how long that takes. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openTestStore, type TestStore } from '../../../../../test/support/engines.ts';
import {
  blocksOf,
  EXPLAIN_AND_RUN,
  Explainer,
  type Plan,
  refusedSteps,
  stepsThroughMerchants,
} from '../../../../../test/support/plans/explainer.ts';
import { fillTables, gatherStatistics } from '../../../../../test/support/plans/large-tables.ts';
import { LISTS } from '../../../../../test/support/plans/lists.ts';
import { pointStatements, type Statement } from '../../../../../test/support/plans/statements.ts';
import { withoutPostgres } from '../../../../../test/support/postgres.ts';
import type { EngineName } from '../store.ts';

/** Enough for PostgreSQL to prefer any index to the table. */
const ROWS = 10_000;
const MIDDLE = ROWS / 2 + 1;

const points = pointStatements(MIDDLE).map((each) => [each.query.name, each] as const);
const pages = LISTS.flatMap(({ name, first, deep }) => [
  [`${name}, first page`, first] as const,
  [`${name}, deep page`, deep(MIDDLE)] as const,
]);

type Named = readonly [name: string, statement: Statement];

class RolledBack extends Error {}

/** What each statement's plan is, none having changed anything. */
async function explain(
  { store }: TestStore,
  statements: readonly Named[],
  how?: string,
): Promise<readonly (readonly [name: string, plan: Plan])[]> {
  const plans: (readonly [string, Plan])[] = [];
  const work = store.transaction(async (transaction) => {
    for (const [name, { run }] of statements) {
      const explainer = new Explainer(transaction, store.engine, how);
      await run(explainer);
      plans.push(...explainer.plans.map((plan) => [name, plan] as const));
    }
    throw new RolledBack();
  });
  await assert.rejects(work, RolledBack);
  assert.equal(plans.length, statements.length);
  return plans;
}

function openLarge(engine: EngineName): () => TestStore {
  let opened: TestStore | undefined;
  before(async () => {
    opened = await openTestStore(engine);
    await fillTables(opened.store, ROWS);
    await gatherStatistics(opened.store);
  });
  after(() => opened?.close());
  return () => opened as TestStore;
}

describe('among many rows, on postgres', { skip: withoutPostgres() }, () => {
  const large = openLarge('postgres');
  /** Those of a few rows are scanned, and their rows sorted, whatever there is. */
  const ofSmallTable = ({ steps }: Plan) => steps.some((step) => / on (?:rates|settings)\b/u.test(step));

  it('no plan scans a table, or sorts what an index has in order', async () => {
    for (const [name, plan] of await explain(large(), [...points, ...pages])) {
      const refused = ofSmallTable(plan) ? [] : refusedSteps(plan);
      assert.deepEqual(refused, [], `${name}\n${plan.sql}\n${plan.steps.join('\n')}`);
    }
  });

  /** A page's rows lie in a block each, and each is looked up by itself; all invoices take 300. */
  const BLOCKS_MAXIMUM = 150;
  /** Looks in each merchant by itself, so it takes the longer the more merchants there are, not payments. */
  const OF_ALL_MERCHANTS = ['selectNamed', 'selectMerchantOf'];

  it('no statement reads much more than what it finds', async () => {
    const bounded = [...points, ...pages].filter(([name]) => !OF_ALL_MERCHANTS.includes(name));
    for (const [name, plan] of await explain(large(), bounded, EXPLAIN_AND_RUN)) {
      assert.ok(blocksOf(plan) <= BLOCKS_MAXIMUM, `${name}\n${plan.sql}\n${plan.steps.join('\n')}`);
    }
  });
});

describe('among many rows, on sqlite', () => {
  const large = openLarge('sqlite');

  it('no plan scans a table, or sorts what an index has in order', async () => {
    for (const [name, plan] of await explain(large(), [...points, ...pages])) {
      assert.deepEqual(refusedSteps(plan), [], `${name}\n${plan.sql}\n${plan.steps.join('\n')}`);
    }
  });

  /** Lists that ask for all there is, or for what nearly all is. */
  const BROAD =
    /^(?:shops|(?:invoices|payouts|refunds|abnormal payments|virtual accounts|callbacks)(?: dialect=\w)?(?: kind=payout| holder=customer| state=delivered)?),/u;
  /** Of these a merchant has a few. */
  const FEW = /^SEARCH (?:accounts|credentials|c|merchants|ledger_heads|callback_endpoints) /u;
  /** What waits has no index here: see the migration. */
  const UNPAID_INVOICES = /^invoices dialect=d state=(?:pending|expired),/u;

  it('no plan reads through a merchant to find a few rows', async () => {
    for (const [name, plan] of await explain(large(), [...points, ...pages])) {
      const through = stepsThroughMerchants(plan).filter((step) => !FEW.test(step));
      const isMeant = BROAD.test(name) || UNPAID_INVOICES.test(name);
      assert.equal(through.length > 0, isMeant, `${name}\n${plan.sql}\n${plan.steps.join('\n')}`);
    }
  });
});
