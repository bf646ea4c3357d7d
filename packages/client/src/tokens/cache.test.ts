import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TokenCache } from './cache.ts';

const MINUTE = 60_000;

function clockedCache(lifetimeMilliseconds: number) {
  const clock = { now: 1_760_000_000_000 };
  let obtained = 0;
  const cache = new TokenCache(
    async () => {
      obtained += 1;
      return { value: `token ${obtained}`, lifetimeMilliseconds };
    },
    () => clock.now,
  );
  return { clock, cache, obtained: () => obtained };
}

describe('token cache', () => {
  test('calls that come at once share one token', async () => {
    const { cache, obtained } = clockedCache(10 * MINUTE);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => cache.get()));
    assert.equal(new Set(tokens).size, 1);
    assert.equal(obtained(), 1);
  });

  test('a token is renewed a minute before it expires', async () => {
    const { clock, cache } = clockedCache(10 * MINUTE);
    const first = await cache.get();
    clock.now += 9 * MINUTE - 1;
    assert.equal(await cache.get(), first);
    clock.now += 1;
    assert.equal((await cache.get()).value, 'token 2');
  });

  test('a short-lived token is used for half its life', async () => {
    const { clock, cache, obtained } = clockedCache(30_000);
    await cache.get();
    clock.now += 14_999;
    await cache.get();
    assert.equal(obtained(), 1);
    clock.now += 1;
    await cache.get();
    assert.equal(obtained(), 2);
  });

  test('a failure reaches every waiting call and is not kept', async () => {
    let fails = true;
    const cache = new TokenCache(
      async () => {
        if (fails) throw new Error('down');
        return { value: 'token', lifetimeMilliseconds: MINUTE };
      },
      () => 0,
    );
    const outcomes = await Promise.allSettled([cache.get(), cache.get()]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    fails = false;
    assert.equal((await cache.get()).value, 'token');
  });

  test('dropping a token that was replaced already keeps its replacement', async () => {
    const { cache, obtained } = clockedCache(10 * MINUTE);
    const first = await cache.get();
    cache.drop(first);
    const second = await cache.get();
    cache.drop(first);
    assert.equal(await cache.get(), second);
    assert.equal(obtained(), 2);
  });
});
