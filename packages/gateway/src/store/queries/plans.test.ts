import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, it } from 'node:test';
import { forEachEngine, openTestStore, type TestStore } from '../../../../../test/support/engines.ts';
import { Explainer, refusedSteps } from '../../../../../test/support/plans/explainer.ts';
import { LISTS, numberedPages } from '../../../../../test/support/plans/lists.ts';
import { pointStatements, type Statement } from '../../../../../test/support/plans/statements.ts';
import type { Transaction } from '../store.ts';

const PLACE = 1;

const statements: readonly Statement[] = [
  ...pointStatements(PLACE),
  ...[...LISTS, ...numberedPages(PLACE)].flatMap(({ first, deep }) => [first, deep(PLACE)]),
];

/** They look for nothing but the key that they insert, which the engine finds by that key. */
const INSERTS = /^(?:insert|upsert)[A-Z]|^(?:claimAnswer|claimValue|advanceCounter|openAccounts)$/u;

/** They read rows that others have found. */
const READERS_OF_ROWS = ['invoiceOf', 'callbackOf', 'endpointOf'];

it('every query there is has its plan looked at', async () => {
  const known = new Set(statements.map(({ query }) => query));
  const modules = readdirSync(import.meta.dirname).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'row.ts',
  );
  const forgotten: string[] = [];
  for (const file of modules) {
    const exported = Object.entries(await import(`./${file}`));
    for (const [name, value] of exported) {
      const isQuery = typeof value === 'function' && !INSERTS.test(name) && !READERS_OF_ROWS.includes(name);
      if (isQuery && !known.has(value as Statement['query'])) forgotten.push(`${file}: ${name}`);
    }
  }
  assert.ok(modules.length > 20);
  assert.deepEqual(forgotten, [], 'belongs in test/support/plans');
});

/** PostgreSQL would rather scan and sort while tables are small. Made this dear, it does so only where nothing else is left. */
async function preferIndexes(transaction: Transaction): Promise<void> {
  for (const way of ['enable_seqscan', 'enable_bitmapscan', 'enable_sort']) {
    await transaction.get("select set_config($1, 'off', true)", [way]);
  }
}

forEachEngine((engine) => {
  let opened: TestStore;
  before(async () => {
    opened = await openTestStore(engine);
  });
  after(() => opened?.close());

  it('every query that will meet many rows has an index', async () => {
    await opened.store.transaction(async (transaction) => {
      if (engine === 'postgres') await preferIndexes(transaction);
      const explainer = new Explainer(transaction, engine);
      for (const { run } of statements) await run(explainer);
      assert.equal(explainer.plans.length, statements.length);
      for (const plan of explainer.plans) {
        assert.ok(plan.steps.length > 0, plan.sql);
        assert.deepEqual(refusedSteps(plan), [], `${plan.sql}\n${plan.steps.join('\n')}`);
      }
    });
  });
});
