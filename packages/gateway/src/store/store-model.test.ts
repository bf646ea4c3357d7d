/** Transactions against a model in which they run one after the other, those that fail as if they had never been. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { forEachEngine, openTestStore, type TestStore } from '../../../../test/support/engines.ts';
import type { Store, Transaction } from './store.ts';

const KEYS = ['a', 'b', 'c', 'd'] as const;
type Key = (typeof KEYS)[number];

/** By a statement that fails, or by an error of the work's own. */
type Ending = 'commits' | 'violates' | 'throws';

interface Unit<Step> {
  readonly steps: readonly Step[];
  readonly ending: Ending;
  /** In the same turn of the event loop as the one before, or in a later one. */
  readonly startsTogether: boolean;
}

function unitsOf<Step>(steps: fc.Arbitrary<readonly Step[]>): fc.Arbitrary<readonly Unit<Step>[]> {
  return fc.array(
    fc.record({
      steps,
      ending: fc.constantFrom<Ending>('commits', 'commits', 'violates', 'throws'),
      startsTogether: fc.boolean(),
    }),
    { maxLength: 24 },
  );
}

/** What each unit came to: what its steps returned, or undefined if it failed. */
async function perform<Step, Seen>(
  store: Store,
  units: readonly Unit<Step>[],
  take: (transaction: Transaction, step: Step) => Promise<Seen>,
): Promise<(Seen[] | undefined)[]> {
  const running: Promise<Seen[] | undefined>[] = [];
  for (const { steps, ending, startsTogether } of units) {
    if (!startsTogether) await nextTurn();
    const work = async (transaction: Transaction) => {
      const seen: Seen[] = [];
      for (const step of steps) seen.push(await take(transaction, step));
      if (ending === 'violates')
        await transaction.run("insert into entries values ('unique', 0), ('unique', 0)");
      if (ending === 'throws') throw new Error('not this one');
      return seen;
    };
    running.push(store.transaction(work).catch(() => undefined));
  }
  return Promise.all(running);
}

async function entriesOf(store: Store): Promise<Map<string, bigint>> {
  const rows = await store.all('select key, value from entries');
  return new Map(rows.map(({ key, value }) => [key as string, value as bigint]));
}

const PUT = 'insert into entries values ($1, $2) on conflict (key) do update set value = excluded.value';
const ADD =
  'insert into entries values ($1, $2) on conflict (key) do update set value = entries.value + excluded.value';
const DELETE = 'delete from entries where key = $1';
const READ = 'select value from entries where key = $1';

describe('transactions at once', () => {
  forEachEngine((engine) => {
    let opened: TestStore;
    before(async () => {
      opened = await openTestStore(engine);
      await opened.store.exec('create table entries (key text primary key, value bigint not null)');
    });
    after(() => opened.close());

    it('add up to what those that committed added', async () => {
      // In the order of keys, so that on PostgreSQL none waits for one that waits for it.
      const additions = fc
        .dictionary(fc.constantFrom(...KEYS), fc.bigInt({ min: -1_000n, max: 1_000n }))
        .map((each) => Object.entries(each).sort());
      const units = unitsOf(additions);
      await fc.assert(
        fc.asyncProperty(units, async (plan) => {
          await opened.store.exec('delete from entries');
          await perform(opened.store, plan, (transaction, [key, value]) =>
            transaction.run(ADD, [key, value]),
          );
          const expected = new Map<string, bigint>();
          for (const { steps } of plan.filter(({ ending }) => ending === 'commits')) {
            for (const [key, value] of steps) expected.set(key, (expected.get(key) ?? 0n) + value);
          }
          assert.deepEqual(await entriesOf(opened.store), expected);
        }),
        { numRuns: 30 },
      );
    });
  });

  describe('on sqlite, which runs them in the order they started', () => {
    type Step = { readonly key: Key; readonly action: 'read' | 'delete' | bigint };
    const step: fc.Arbitrary<Step> = fc.record({
      key: fc.constantFrom(...KEYS),
      action: fc.oneof(fc.constantFrom('read' as const, 'delete' as const), fc.bigInt(0n, 9n)),
    });

    const take = async (transaction: Transaction, { key, action }: Step) => {
      if (action === 'read') return (await transaction.get(READ, [key]))?.value;
      if (action === 'delete') return transaction.run(DELETE, [key]);
      return transaction.run(PUT, [key, action]);
    };

    const takeInModel = (entries: Map<string, bigint>, { key, action }: Step) => {
      if (action === 'read') return entries.get(key);
      if (action === 'delete') return entries.delete(key) ? 1 : 0;
      entries.set(key, action);
      return 1;
    };

    function performInModel(units: readonly Unit<Step>[]) {
      let entries = new Map<string, bigint>();
      const outcomes = units.map(({ steps, ending }) => {
        const copy = new Map(entries);
        const seen = steps.map((each) => takeInModel(copy, each));
        if (ending !== 'commits') return undefined;
        entries = copy;
        return seen;
      });
      return { outcomes, entries };
    }

    let opened: TestStore;
    before(async () => {
      opened = await openTestStore('sqlite');
      await opened.store.exec('create table entries (key text primary key, value bigint not null)');
    });
    after(() => opened.close());

    it('each see what those before them committed, and nothing else', async () => {
      await fc.assert(
        fc.asyncProperty(unitsOf(fc.array(step, { maxLength: 5 })), async (plan) => {
          await opened.store.exec('delete from entries');
          const outcomes = await perform(opened.store, plan, take);
          const model = performInModel(plan);
          assert.deepEqual(outcomes, model.outcomes);
          assert.deepEqual(await entriesOf(opened.store), model.entries);
        }),
        { numRuns: 200 },
      );
    });
  });
});
