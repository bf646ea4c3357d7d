import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { insertDueWork, selectNextDueAt } from '../store/queries/due-work.ts';
import type { Core } from './core.ts';
import { type DueWork, retryDelayMilliseconds, runDueWork, type WorkHandlers } from './due-work.ts';

const MINUTE_MILLISECONDS = 60_000;

/** Work that is due so long from now, by the name of its subject. */
function plan(core: Core, due: Readonly<Record<string, number>>, kind = 'test'): Promise<void> {
  const now = core.environment.now();
  return core.perform(async (transaction) => {
    for (const [subjectId, milliseconds] of Object.entries(due)) {
      const work = { merchantId: 'm', dialect: 'd', kind, subjectId, dueAt: now + milliseconds };
      await insertDueWork(transaction, { id: core.newId(), ...work });
    }
  });
}

/** Handlers that note whose turn it was; the subject 'broken' fails. */
function noting(): { readonly seen: string[]; readonly handlers: WorkHandlers } {
  const seen: string[] = [];
  const test = async (_core: Core, { subjectId }: DueWork) => {
    seen.push(subjectId);
    if (subjectId === 'broken') throw new Error('not today');
  };
  return { seen, handlers: { test } };
}

onEachEngine('due work', (opened) => {
  /** Long enough for every piece to be tried once more, and to be done. */
  afterEach(async () => {
    const { core, environment } = opened();
    environment.advance(24 * 60 * MINUTE_MILLISECONDS);
    await runDueWork(core, { test: async () => undefined, unknown: async () => undefined });
    assert.equal(await selectNextDueAt(core.reader), undefined);
  });

  it('is done when it is due, the longest overdue first, and once', async () => {
    const { core, environment } = opened();
    const { seen, handlers } = noting();
    await plan(core, { third: 30, first: 10, second: 20, later: 40 });
    environment.advance(30);
    assert.deepEqual(await runDueWork(core, handlers), { done: 3, failures: [] });
    assert.deepEqual(seen, ['first', 'second', 'third']);
    assert.deepEqual(await runDueWork(core, handlers), { done: 0, failures: [] });
    environment.advance(10);
    await runDueWork(core, handlers);
    assert.equal(seen.at(-1), 'later');
  });

  it('is done as it was planned, also what its handlers plan for now', async () => {
    const { core } = opened();
    const told: DueWork[] = [];
    await plan(core, { one: 0 });
    await runDueWork(core, {
      test: async (_core, work) => {
        told.push(work);
        if (work.subjectId === 'one') await plan(core, { two: 0 });
      },
    });
    const usual = { merchantId: 'm', dialect: 'd', kind: 'test' };
    assert.deepEqual(told, [
      { ...usual, subjectId: 'one' },
      { ...usual, subjectId: 'two' },
    ]);
  });

  it('holds nothing up where it fails, and is tried again later and later', async () => {
    const { core, environment } = opened();
    const { seen, handlers } = noting();
    await plan(core, { broken: 0, sound: 0 });
    for (const [attempts, waitMilliseconds] of [1_000, 2_000, 4_000, 8_000].entries()) {
      const { failures } = await runDueWork(core, handlers);
      assert.deepEqual(
        failures.map(({ work, attempts: tried, error }) => [work.subjectId, tried, (error as Error).message]),
        [['broken', attempts + 1, 'not today']],
      );
      environment.advance(waitMilliseconds - 1);
      assert.deepEqual(await runDueWork(core, handlers), { done: 0, failures: [] });
      environment.advance(1);
    }
    assert.deepEqual(seen, ['broken', 'sound', 'broken', 'broken', 'broken']);
  });

  it('that this version does not know is left to one that does', async () => {
    const { core, environment } = opened();
    await plan(core, { one: 0 }, 'unknown');
    const { done, failures } = await runDueWork(core, {});
    assert.deepEqual([done, failures.length], [0, 1]);
    assert.match(String(failures[0]?.error), /knows no work 'unknown'/u);
    environment.advance(1_000);
    assert.equal((await runDueWork(core, { unknown: async () => undefined })).done, 1);
  });

  it('is done again if the process dies at it, once nobody can still be at it', async () => {
    const { core, environment, restarted } = opened();
    const { seen, handlers } = noting();
    await plan(core, { one: 0 });
    const begun = Promise.withResolvers<void>();
    void runDueWork(restarted(), { test: () => new Promise(() => begun.resolve()) });
    await begun.promise;

    const next = restarted();
    assert.equal((await runDueWork(next, handlers)).done, 0);
    environment.advance(MINUTE_MILLISECONDS);
    assert.equal((await runDueWork(next, handlers)).done, 1);
    assert.deepEqual(seen, ['one']);
  });

  it('is left to the next run beyond a limit, and by one that is told to end', async () => {
    const { restarted } = opened();
    const core = restarted();
    const { seen, handlers } = noting();
    await plan(core, { first: 0, second: 1, third: 2 });
    opened().environment.advance(2);
    assert.equal((await runDueWork(core, handlers, { limit: 2, sideBySide: 5 })).done, 2);
    assert.deepEqual(seen, ['first', 'second']);
    assert.equal((await runDueWork(core, handlers, { signal: AbortSignal.abort() })).done, 0);
    assert.equal((await runDueWork(core, handlers)).done, 1);
  });

  it('is done by one run at a time, several pieces of it side by side where that is asked for', async () => {
    const core = opened().restarted();
    let under = 0;
    let most = 0;
    const test = async () => {
      under += 1;
      most = Math.max(most, under);
      await core.perform(async (transaction) => transaction.get('select 1 as one'));
      under -= 1;
    };
    await plan(core, { a: 0, b: 0, c: 0, d: 0 });
    const runs = await Promise.all([runDueWork(core, { test }), runDueWork(core, { test })]);
    assert.deepEqual([runs.map(({ done }) => done), most], [[4, 0], 1]);
    await plan(core, { a: 0, b: 0, c: 0, d: 0 });
    assert.equal((await runDueWork(core, { test }, { sideBySide: 3 })).done, 4);
    assert.equal(most, 3);
  });

  it('is done by one of several processes', async (test) => {
    const { restarted, elsewhere } = opened();
    if (elsewhere === undefined) return test.skip('an embedded store has one process');
    const core = restarted();
    const { seen, handlers } = noting();
    const subjects = Array.from({ length: 60 }, (_, index) => `subject ${index}`);
    await plan(core, Object.fromEntries(subjects.map((subject) => [subject, 0])));
    const options = { sideBySide: 8 };
    const runs = await Promise.all([core, elsewhere].map((each) => runDueWork(each, handlers, options)));
    assert.equal(
      runs.reduce((sum, { done }) => sum + done, 0),
      subjects.length,
    );
    assert.deepEqual(seen.toSorted(), subjects.toSorted());
  });
});

it('work that fails is tried again after 1 s, then twice as long each time, an hour at most', () => {
  const delays = [1, 2, 3, 11, 12, 13, 1_000, 5_000].map(retryDelayMilliseconds);
  assert.deepEqual(delays, [1_000, 2_000, 4_000, 1_024_000, 2_048_000, 3_600_000, 3_600_000, 3_600_000]);
});
