import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { fingerprintOf } from './fingerprint.ts';

describe('a fingerprint', () => {
  it('is the same whatever the order of fields, and what is undefined counts as absent', () => {
    const one = fingerprintOf({ amount: 100n, asset: 'USD', more: { a: [1, null], b: true } });
    const same = { more: { b: true, a: [1, null] }, asset: 'USD', amount: 100n, note: undefined };
    assert.equal(fingerprintOf(same), one);
    assert.match(one, /^[\w-]{43}$/u);
  });

  it('tells apart what looks alike', () => {
    const alike: unknown[] = [
      ...['5', 5, 5n, [5], ['5'], { 5: 5 }, '', null, 'null', [], {}, true, 'true', [null]],
      ...[['a', 'b'], ['a,b'], ['a"b'], [['a'], 'b'], ['a', ['b']], { a: 'b' }, { 'a"b': '' }],
      ...[{ a: { b: 1 } }, { a: {}, b: 1 }, { a: '1,1"b1' }, { a: 1, b: 1 }, { ab: 1 }, '1"a', ['1"a,1"b']],
    ];
    assert.equal(new Set(alike.map(fingerprintOf)).size, alike.length);
  });

  it('is of what was said, for whatever can be said', () => {
    const plain = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const specified = fc.property(plain, plain, (left, right) => {
      assert.equal(fingerprintOf(reversed(left)), fingerprintOf(left));
      assert.equal(fingerprintOf(left) === fingerprintOf(right), isDeepStrictEqual(left, right));
    });
    fc.assert(specified, { numRuns: 500 });
  });
});

/** The same, its fields in the other order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, each]) => [name, reversed(each)]),
  );
}
