import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { formatMicroseconds, parseMicroseconds } from './microseconds.ts';

describe('decimal seconds', () => {
  const cases = [
    ['1651480109.1231', 1_651_480_109_123_100n],
    ['1651480109.12310', 1_651_480_109_123_100n],
    ['1651480109', 1_651_480_109_000_000n],
    ['0.000001', 1n],
    ['0', 0n],
    ['007.5', 7_500_000n],
    ['0001651480109.5', 1_651_480_109_500_000n],
    ['999999999999.999999', 999_999_999_999_999_999n],
  ] as const;
  for (const [text, microseconds] of cases) {
    it(`${text} is ${microseconds} microseconds`, () => assert.equal(parseMicroseconds(text), microseconds));
  }

  for (const text of ['', '.5', '1.', '1.1234567', '-1', '+1', ' 1', '1e9', '1,5', '12345678901234']) {
    it(`"${text}" is none`, () => assert.throws(() => parseMicroseconds(text), RangeError));
  }

  it('are written as short as can be, and read back the same', () => {
    assert.equal(formatMicroseconds(1_651_480_109_123_100n), '1651480109.1231');
    assert.equal(formatMicroseconds(1_651_480_109_000_000n), '1651480109');
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n - 1n), (microseconds) => {
        assert.equal(parseMicroseconds(formatMicroseconds(microseconds)), microseconds);
      }),
    );
  });
});
