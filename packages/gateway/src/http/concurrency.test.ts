import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedConcurrency } from './concurrency.ts';
import { Unavailable } from './problem.ts';

/** Pieces of work that run until they are told to finish. */
function heldWork() {
  const started: number[] = [];
  const held: (() => void)[] = [];
  const work = (name: number) => () => {
    started.push(name);
    return new Promise<number>((resolve) => {
      held[name] = () => resolve(name);
    });
  };
  return { started, work, finish: (name: number) => held[name]?.() };
}

test('only so many run at once; the others follow in the order they came', async () => {
  const bounded = boundedConcurrency({ running: 2, waiting: 2 });
  const { started, work, finish } = heldWork();
  const all = [0, 1, 2, 3].map((name) => bounded(work(name)));
  assert.deepEqual(started, [0, 1]);
  finish(1);
  assert.equal(await all[1], 1);
  assert.deepEqual(started, [0, 1, 2]);
  finish(0);
  await all[0];
  assert.deepEqual(started, [0, 1, 2, 3]);
  finish(2);
  finish(3);
  assert.deepEqual(await Promise.all(all), [0, 1, 2, 3]);
});

test('what does not even fit into the line is told to come again', async () => {
  const bounded = boundedConcurrency({ running: 1, waiting: 1 });
  const { work, finish } = heldWork();
  const first = bounded(work(0));
  const second = bounded(work(1));
  await assert.rejects(bounded(work(2)), Unavailable);
  finish(0);
  await first;
  finish(1);
  assert.equal(await second, 1);
});

test('work that fails gives its place back', async () => {
  const bounded = boundedConcurrency({ running: 1, waiting: 0 });
  await assert.rejects(
    bounded(() => Promise.reject(new Error('failed'))),
    /failed/u,
  );
  assert.equal(await bounded(async () => 'next'), 'next');
});
