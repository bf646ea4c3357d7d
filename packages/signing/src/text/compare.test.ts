import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareBytes, compareCodeUnits } from './compare.ts';

const names = fc.array(fc.string({ unit: 'binary' }).filter((name) => name.isWellFormed()));
/** Where the two orders differ, and around it. */
const edges = fc.array(
  fc.string({ unit: fc.constantFrom('a', '\ud7ff', '\ue000', '\uffff', '𐀀', '😀'), maxLength: 3 }),
);

describe('compareCodeUnits', () => {
  test('puts upper case before _ before lower case, and a name before those that it begins', () => {
    const sorted = ['', 'X-EasyLink-AppKey', 'X-EasyLink-Nonce', '_', 'a', 'a.b', 'a_b', 'aa'];
    assert.deepEqual([...sorted].reverse().sort(compareCodeUnits), sorted);
  });

  test("is JavaScript's default order", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (list) => {
        assert.deepEqual([...list].sort(compareCodeUnits), [...list].sort());
      }),
    );
  });
});

describe('compareBytes', () => {
  test('puts U+FFFF before U+10000, which code units do not', () => {
    assert.equal(compareBytes('\uffff', '𐀀'), -1);
    assert.equal(compareCodeUnits('\uffff', '𐀀'), 1);
  });

  test('is the order of the UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.oneof(names, edges), (list) => {
        for (const a of list) {
          for (const b of list)
            assert.equal(compareBytes(a, b), Buffer.compare(Buffer.from(a), Buffer.from(b)));
        }
      }),
    );
  });

  test('is the order of code units for ASCII', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), fc.string({ unit: 'binary-ascii' }), (a, b) => {
        assert.equal(compareBytes(a, b), compareCodeUnits(a, b));
      }),
    );
  });
});
