import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { requireAsset } from '../money/index.ts';
import { readRatesCsv } from './rates-csv.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
const read = (text: string) => readRatesCsv(text, { now, source: 'operator' });

describe('a file of rates', () => {
  it('says what one of each base is worth, who says so, and until when', () => {
    const text = [
      'base,quote,rate,source,expires',
      'USDT,USD,0.99990947,,',
      'USD,IDR,16700,"Treasury, Jakarta",2026-01-01T07:10:00+07:00',
      `BTC,USD,90000,,${now + 1}`,
    ];
    const [usd, usdt, idr, btc] = ['USD', 'USDT', 'IDR', 'BTC'].map(requireAsset);
    assert.deepEqual(read(text.join('\n')), {
      ok: true,
      rows: [
        { base: usdt, quote: usd, rate: '0.99990947', source: 'operator', at: now },
        {
          base: usd,
          quote: idr,
          rate: '16700',
          source: 'Treasury, Jakarta',
          at: now,
          expiresAt: Date.parse('2026-01-01T00:10:00Z'),
        },
        { base: btc, quote: usd, rate: '90000', source: 'operator', at: now, expiresAt: now + 1 },
      ],
    });
  });

  const refused: readonly (readonly [row: string, reason: string])[] = [
    ['usdt,USD,1,', "base 'usdt' is no asset"],
    ['USDT,XXX,1,', "quote 'XXX' is no asset"],
    ['USD,USD,1,', 'base and quote are the same asset'],
    ['BTC,USD,0,', 'rate must be above zero'],
    ['BTC,USD,1,tomorrow', "expires 'tomorrow' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds"],
    [
      'BTC,USD,1,1767225600',
      "expires '1767225600' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds",
    ],
    [
      'BTC,USD,1,2026-02-30T00:00:00Z',
      "expires '2026-02-30T00:00:00Z' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds",
    ],
    ['BTC,USD,1,2026-01-01T00:00:00Z', "expires '2026-01-01T00:00:00Z' is past"],
    ['USDT,USD,1.01,', 'USDT/USD is on line 2 already'],
  ];
  for (const [row, reason] of refused) {
    it(`is refused for ${row}`, () => {
      const reading = read(`base,quote,rate,expires\nUSDT,USD,1,\n${row}\n`);
      assert.deepEqual(reading, { ok: false, problems: [{ line: 3, reason }] });
    });
  }

  it('is refused with all that is wrong, each by its line', () => {
    const reading = read('base,quote,rate\nA,USD,1\nUSDT,USD,1\nBTC,USD,1e3\n');
    assert.ok(!reading.ok);
    assert.deepEqual(
      reading.problems.map(({ line }) => line),
      [2, 4],
    );
  });
});
