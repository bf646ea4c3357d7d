import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { rangeWithout } from './ranges.ts';

describe('what is left of a range', () => {
  const cases = [
    { of: [1, 5], without: [], left: [[1, 5]] },
    { of: [1, 5], without: [1, 2, 3, 4, 5], left: [] },
    {
      of: [1, 5],
      without: [3],
      left: [
        [1, 2],
        [4, 5],
      ],
    },
    { of: [1, 5], without: [1, 5], left: [[2, 4]] },
    { of: [7, 7], without: [], left: [[7, 7]] },
  ] as const;
  for (const { of, without, left } of cases) {
    it(`of ${of.join('–')} without ${without.join(', ') || 'any'}`, () => {
      const [first, last] = of;
      const ranges = rangeWithout({ first, last }, without);
      assert.deepEqual(
        ranges.map((range) => [range.first, range.last]),
        left,
      );
    });
  }

  it('is every other number, once', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }));
    fc.assert(
      fc.property(numbers, (taken) => {
        const without = taken.toSorted((one, other) => one - other);
        const left = rangeWithout({ first: 1, last: 60 }, without).flatMap(({ first, last }) =>
          Array.from({ length: last - first + 1 }, (_, index) => first + index),
        );
        const all = [...left, ...taken].toSorted((one, other) => one - other);
        assert.deepEqual(
          all,
          Array.from({ length: 60 }, (_, index) => index + 1),
        );
      }),
    );
  });
});
