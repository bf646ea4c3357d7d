import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  const durations: readonly [text: string, milliseconds: number][] = [
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['1h30m', 5_400_000],
    ['1d2h3m4s', 93_784_000],
  ];
  for (const [text, milliseconds] of durations) {
    test(`${text} is ${milliseconds} milliseconds`, () =>
      assert.equal(parseDuration(text, '<duration>'), milliseconds));
  }

  for (const text of ['', '0s', '2', 'h', '1.5h', '-2h', '2 h', '2H', '1w', '2h ', '9999999s']) {
    test(`'${text}' is refused`, () => {
      assert.throws(() => parseDuration(text, '--valid-for'), {
        name: 'UsageError',
        message: /^--valid-for: '.*' is no duration; write 90s/u,
      });
    });
  }

  test('is written in the largest units it fills', () => {
    assert.equal(formatDuration(5_400_000), '1h30m');
    assert.equal(formatDuration(172_800_000), '2d');
    assert.equal(formatDuration(90_999), '1m30s');
    assert.equal(formatDuration(999), '0s');
  });
});
