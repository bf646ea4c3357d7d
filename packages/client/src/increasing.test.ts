import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { IncreasingTimestamps, lastTimestampIn } from './increasing.ts';

const NOW = 1_651_480_109_123;
const seconds = (milliseconds: number) => (milliseconds / 1_000).toFixed(4);

describe('increasing timestamps', () => {
  test('are the clock, then the smallest step after it', () => {
    const timestamps = new IncreasingTimestamps();
    assert.deepEqual(
      [NOW, NOW, NOW - 5_000, NOW + 1].map((now) => seconds(timestamps.next(now))),
      ['1651480109.1230', '1651480109.1231', '1651480109.1232', '1651480109.1240'],
    );
  });

  test('each written time is greater than the one before, whatever the clock does', () => {
    const clock = fc.array(fc.integer({ min: 0, max: 4_102_444_800_000 }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(clock, (readings) => {
        const timestamps = new IncreasingTimestamps();
        const written = readings.map((now) => seconds(timestamps.next(now)));
        for (const [index, text] of written.entries()) {
          if (index > 0)
            assert.ok(Number(text) > Number(written[index - 1]), `${written[index - 1]} ${text}`);
        }
      }),
    );
  });

  const cases: readonly [string, string, boolean, string][] = [
    ['a little ahead', '1651480110.5', true, '1651480110.5001'],
    ['finer than our step: rounded up', '1651480110.500001', true, '1651480110.5002'],
    ['behind what we have used ourselves', '1651480100', false, '1651480109.1231'],
    ['in milliseconds, and so far ahead', '1651480109123', false, '1651480109.1231'],
  ];
  for (const [title, last, advanced, next] of cases) {
    test(`another process's last time ${title}`, () => {
      const timestamps = new IncreasingTimestamps();
      timestamps.next(NOW);
      assert.equal(timestamps.advance(last, NOW), advanced);
      assert.equal(seconds(timestamps.next(NOW)), next);
    });
  }
});

describe('the last time named in a refusal', () => {
  const answer = (status: number, body: string) => ({
    status,
    headers: [],
    body: Buffer.from(body),
    verified: false,
    encrypted: false,
  });
  const refusal = '{"ok":false,"error":{"code":"TS_NOT_INCREASING","last_ts":"1651480109.1231"}}';
  const cases: readonly [string, number, string, string | undefined][] = [
    ['is read', 409, refusal, '1651480109.1231'],
    ['is ignored in a success', 200, refusal, undefined],
    ['is ignored for another code', 409, refusal.replace('TS_NOT_INCREASING', 'INVALID_SIGN'), undefined],
    ['is ignored where it is no time', 409, refusal.replace('1651480109.1231', '1e9'), undefined],
    ['is absent from what is not JSON', 502, '<html>', undefined],
    ['is absent from null', 500, 'null', undefined],
  ];
  for (const [title, status, body, expected] of cases) {
    test(title, () => assert.equal(lastTimestampIn(answer(status, body)), expected));
  }
});
