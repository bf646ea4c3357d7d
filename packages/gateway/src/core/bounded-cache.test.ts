import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BoundedCache } from './bounded-cache.ts';

it('a bounded cache remembers up to its bound, and forgets the oldest first', () => {
  const cache = new BoundedCache<string>(2);
  const made: string[] = [];
  const get = (key: string) =>
    cache.get(key, () => {
      made.push(key);
      return key.toUpperCase();
    });

  assert.deepEqual(['a', 'b', 'a', 'c', 'b', 'a'].map(get), ['A', 'B', 'A', 'C', 'B', 'A']);
  assert.deepEqual(made, ['a', 'b', 'c', 'a']);
});
