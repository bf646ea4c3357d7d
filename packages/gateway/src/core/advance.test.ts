import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openTestCore, type TestCore } from '../../../../test/support/core.ts';
import { forEachEngine } from '../../../../test/support/engines.ts';
import { TEST_START } from '../../../../test/support/environment.ts';
import { insertDueWork } from '../store/queries/due-work.ts';
import { advance } from './advance.ts';
import { followClock } from './clock.ts';
import type { Core } from './core.ts';
import type { WorkHandler } from './due-work.ts';

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;

function plan(core: Core, subjectId: string, dueAt: number): Promise<void> {
  const work = { id: core.newId(), merchantId: 'm', dialect: 'd', kind: 'test', subjectId, dueAt };
  return core.perform((transaction) => insertDueWork(transaction, work));
}

describe('advancing the clock', () => {
  forEachEngine((engine) => {
    let opened: TestCore;
    beforeEach(async () => {
      opened = await openTestCore(engine);
    });
    afterEach(() => opened.close());

    it('moves the gateway’s time, and leaves the wire’s', async () => {
      const { core, environment } = opened;
      const { now } = await advance(core, 2 * HOUR_MILLISECONDS);
      assert.equal(now, TEST_START + 2 * HOUR_MILLISECONDS);
      assert.equal(core.environment.now(), now);
      assert.equal(core.wire.now(), TEST_START);
      environment.advance(5);
      assert.deepEqual([core.environment.now(), core.wire.now()], [now + 5, TEST_START + 5]);
      await advance(core, 0);
      assert.equal(core.environment.now(), now + 5);
    });

    it('outlives the process', async () => {
      const { core, restarted } = opened;
      await advance(core, HOUR_MILLISECONDS);
      await advance(core, HOUR_MILLISECONDS);
      const next = restarted();
      assert.equal(next.environment.now(), TEST_START);
      await followClock(next.reader, next.clock);
      assert.equal(next.environment.now(), TEST_START + 2 * HOUR_MILLISECONDS);
    });

    it('is followed by other processes, whose own advances add to it', async (test) => {
      const { core, elsewhere } = opened;
      if (elsewhere === undefined) return test.skip('an embedded store has one process');
      await advance(core, HOUR_MILLISECONDS);
      await followClock(elsewhere.reader, elsewhere.clock);
      assert.equal(elsewhere.environment.now(), core.environment.now());
      await Promise.all([advance(core, HOUR_MILLISECONDS), advance(elsewhere, DAY_MILLISECONDS)]);
      await Promise.all([core, elsewhere].map(({ reader, clock }) => followClock(reader, clock)));
      const expected = 2 * HOUR_MILLISECONDS + DAY_MILLISECONDS;
      for (const { clock } of [core, elsewhere]) assert.equal(clock.offsetMilliseconds(), expected);
    });

    it('plays thirty days in their order, each thing at its time', async () => {
      const { core } = opened;
      const story: [subject: string, day: number][] = [];
      const test: WorkHandler = async (_core, { subjectId }) => {
        const day = (core.environment.now() - TEST_START) / DAY_MILLISECONDS;
        story.push([subjectId, day]);
        if (subjectId === 'weekly' && day < 28)
          await plan(core, 'weekly', TEST_START + (day + 7) * DAY_MILLISECONDS);
      };
      await plan(core, 'weekly', TEST_START + 7 * DAY_MILLISECONDS);
      await plan(core, 'expiry', TEST_START + 10 * DAY_MILLISECONDS);
      await plan(core, 'next month', TEST_START + 31 * DAY_MILLISECONDS);
      const { now, done, failures } = await advance(core, 30 * DAY_MILLISECONDS, { test });
      assert.deepEqual(story, [
        ['weekly', 7],
        ['expiry', 10],
        ['weekly', 14],
        ['weekly', 21],
        ['weekly', 28],
      ]);
      assert.deepEqual([now, done, failures], [TEST_START + 30 * DAY_MILLISECONDS, 5, []]);
    });

    it('goes on where work fails, which it tells', async () => {
      const { core } = opened;
      const tried: number[] = [];
      const test: WorkHandler = async () => {
        tried.push(core.environment.now() - TEST_START);
        if (tried.length < 4) throw new Error('not yet');
      };
      await plan(core, 'one', TEST_START + 500);
      const { done, failures } = await advance(core, HOUR_MILLISECONDS, { test });
      assert.deepEqual(tried, [500, 1_500, 3_500, 7_500]);
      assert.deepEqual([done, failures.map(({ attempts }) => attempts)], [1, [1, 2, 3]]);
      assert.equal(core.environment.now(), TEST_START + HOUR_MILLISECONDS);
    });

    it('refuses to go back, and by what is no whole number', async () => {
      for (const milliseconds of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        await assert.rejects(advance(opened.core, milliseconds), RangeError);
      }
    });
  });
});
