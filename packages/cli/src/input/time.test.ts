import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTime } from './time.ts';

describe('--at', () => {
  const times: readonly [string, string, number][] = [
    ['Unix milliseconds', '1651480109123', 1_651_480_109_123],
    ['Unix seconds', '1651480109', 1_651_480_109_000],
    ["Unix seconds with BlackHat's four decimals", '1651480109.1231', 1_651_480_109_123.1],
    ['ISO 8601, UTC', '2026-11-21T12:00:00Z', 1_795_262_400_000],
    ['ISO 8601 with an offset', '2026-11-21T19:00:00.5+07:00', 1_795_262_400_500],
    ['a date, at midnight UTC', '2026-11-21', 1_795_219_200_000],
  ];
  for (const [title, text, milliseconds] of times) {
    test(`${title}: ${text}`, () => assert.equal(parseTime(text), milliseconds));
  }

  for (const text of [
    '',
    'now',
    '2026-11-21T12:00:00',
    '2026-13-01',
    '1e12',
    '-1',
    '1651480109.',
    '0x10',
    ' 1',
  ]) {
    test(`'${text}' is refused: not a time, or a time without its zone`, () => {
      assert.throws(() => parseTime(text), { name: 'UsageError', message: /^--at: / });
    });
  }
});
