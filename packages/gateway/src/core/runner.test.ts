import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { insertDueWork } from '../store/queries/due-work.ts';
import { advance } from './advance.ts';
import type { Core } from './core.ts';
import type { WorkHandler } from './due-work.ts';
import { startRunner, type Timer } from './runner.ts';

/** Hands that a test turns. */
class HandTimer {
  readonly #waiting: { readonly task: () => void; readonly milliseconds: number }[] = [];
  #arrival = Promise.withResolvers<void>();

  readonly timer: Timer = (task, milliseconds) => {
    const entry = { task, milliseconds };
    this.#waiting.push(entry);
    this.#arrival.resolve();
    return () => {
      const index = this.#waiting.indexOf(entry);
      if (index !== -1) this.#waiting.splice(index, 1);
    };
  };

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Once the runner waits, how long it would. */
  async settled(): Promise<number> {
    while (this.#waiting.length === 0) {
      await this.#arrival.promise;
      this.#arrival = Promise.withResolvers();
    }
    return this.#waiting[0]?.milliseconds ?? Number.NaN;
  }

  ring(): void {
    this.#waiting.shift()?.task();
  }
}

function plan(core: Core, subjectId: string): Promise<void> {
  const dueAt = core.environment.now();
  const work = { id: core.newId(), merchantId: 'm', dialect: 'd', kind: 'test', subjectId, dueAt };
  return core.perform((transaction) => insertDueWork(transaction, work));
}

onEachEngine('the runner', (opened) => {
  /** A runner on a core of its own, and what it did. */
  function start(core: Core = opened().restarted(), more: WorkHandler = async () => undefined) {
    const hands = new HandTimer();
    const seen: string[] = [];
    const complaints: unknown[] = [];
    const test: WorkHandler = async (of, work) => {
      seen.push(work.subjectId);
      await more(of, work);
    };
    const runner = startRunner(core, {
      handlers: { test },
      timer: hands.timer,
      onFailure: ({ work, error }) => complaints.push([work.subjectId, (error as Error).message]),
      onError: (error) => complaints.push((error as Error).message),
    });
    return { core, hands, seen, complaints, runner };
  }

  it('looks for work when it starts, every quarter of a second, and when it is kicked', async () => {
    await plan(opened().core, 'early');
    const { core, hands, seen, runner } = start();
    assert.equal(await hands.settled(), 250);
    assert.deepEqual(seen, ['early']);
    await plan(core, 'second');
    hands.ring();
    await hands.settled();
    assert.deepEqual(seen, ['early', 'second']);
    await plan(core, 'third');
    runner.kick();
    await hands.settled();
    assert.deepEqual(seen, ['early', 'second', 'third']);
    await runner.stop();
  });

  it('looks once more if it is kicked while it is at work', async () => {
    const { core, hands, seen, runner } = start(undefined, async (of, { subjectId }) => {
      if (subjectId !== 'first') return;
      await plan(of, 'meanwhile');
      runner.kick();
    });
    await hands.settled();
    await plan(core, 'first');
    runner.kick();
    assert.equal(await hands.settled(), 0);
    assert.deepEqual(seen, ['first', 'meanwhile']);
    await runner.stop();
  });

  it('tells what failed, and goes on', async () => {
    const { core, environment } = opened();
    await plan(core, 'broken');
    await plan(core, 'sound');
    const { hands, seen, complaints, runner } = start(undefined, async (_core, { subjectId }) => {
      if (subjectId === 'broken' && complaints.length === 0) throw new Error('not today');
    });
    await hands.settled();
    assert.deepEqual([seen, complaints], [['broken', 'sound'], [['broken', 'not today']]]);
    environment.advance(1_000);
    hands.ring();
    await hands.settled();
    assert.deepEqual(seen, ['broken', 'sound', 'broken']);
    await runner.stop();
  });

  it('goes on when the store could not be asked', async () => {
    const core = opened().restarted();
    let isAway = true;
    const reader = {
      get: async (...asked: Parameters<Core['reader']['get']>) => {
        if (isAway) throw new Error('the store is away');
        return core.reader.get(...asked);
      },
      all: core.reader.all.bind(core.reader),
    };
    await plan(core, 'one');
    const { hands, seen, complaints, runner } = start({ ...core, reader });
    assert.equal(await hands.settled(), 250);
    assert.deepEqual([seen, complaints], [[], ['the store is away']]);
    isAway = false;
    hands.ring();
    await hands.settled();
    assert.deepEqual(seen, ['one']);
    await runner.stop();
  });

  it('follows a clock that another process advanced', async (test) => {
    const { elsewhere } = opened();
    if (elsewhere === undefined) return test.skip('an embedded store has one process');
    const { core, hands, runner } = start();
    await hands.settled();
    await advance(elsewhere, 3_600_000);
    hands.ring();
    await hands.settled();
    assert.equal(core.clock.offsetMilliseconds(), elsewhere.clock.offsetMilliseconds());
    await runner.stop();
  });

  it('stops after what is under way, and begins nothing more', async () => {
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const { core, hands, seen, runner } = start(undefined, async () => {
      begun.resolve();
      await finish.promise;
    });
    await plan(core, 'under way');
    runner.kick();
    await begun.promise;
    await plan(core, 'left');
    const stopped = runner.stop();
    finish.resolve();
    await stopped;
    runner.kick();
    assert.deepEqual([seen, hands.waiting], [['under way'], 0]);
  });
});
