import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
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
      const isSame = fingerprintOf(left) === fingerprintOf(right);
      assert.equal(isSame, sorted(left) === sorted(right));
    });
    fc.assert(specified, { numRuns: 500 });
  });
});

/** JSON with sorted keys. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1))
      : each,
  );
}
