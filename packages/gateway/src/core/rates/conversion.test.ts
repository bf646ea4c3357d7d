import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { amountOf, parseRate, type Rate, requireAsset } from '../../money/index.ts';
import { quoteConversion } from './conversion.ts';

const [usd, usdt, idr] = [requireAsset('USD'), requireAsset('USDT'), requireAsset('IDR')];

function rateOf(text: string): Rate {
  const rate = parseRate(text, { base: usdt, quote: usd });
  assert.ok(!('problem' in rate));
  return rate;
}

function minorOf(quoted: ReturnType<typeof quoteConversion>): bigint {
  assert.ok(!('problem' in quoted));
  return quoted.minor;
}

describe('a quoted conversion', () => {
  it('goes either way, up where the house receives and down where it pays', () => {
    const rate = rateOf('3');
    const of = (side: 'received' | 'paid') => [
      minorOf(quoteConversion(amountOf(usd, 1n), rate, side)),
      minorOf(quoteConversion(amountOf(usdt, 1n), rate, 'received')),
    ];
    assert.deepEqual(of('received'), [3_334n, 1n]);
    assert.deepEqual(of('paid'), [3_333n, 1n]);
  });

  it('is refused where it would be worth nothing, or more than can be counted', () => {
    const problemOf = (minor: bigint, rate: string) => {
      const quoted = quoteConversion(amountOf(usdt, minor), rateOf(rate), 'paid');
      return 'problem' in quoted ? quoted.problem : undefined;
    };
    assert.equal(problemOf(1n, '1'), 'not_positive');
    assert.equal(problemOf(2n ** 62n, '1000000'), 'too_large');
  });

  it('is only for the assets of its rate', () => {
    assert.throws(() => quoteConversion(amountOf(idr, 1n), rateOf('1'), 'paid'), /IDR/);
  });

  it('there and back never gains', () => {
    fc.assert(
      fc.property(
        fc.bigInt(10n ** 6n, 10n ** 12n),
        fc.integer({ min: 1, max: 10_000 }),
        (minor, thousandths) => {
          const rate = rateOf(String(thousandths / 1_000));
          const there = quoteConversion(amountOf(usdt, minor), rate, 'paid');
          if ('problem' in there) return;
          const back = quoteConversion(there, rate, 'paid');
          assert.ok('problem' in back || back.minor <= minor);
        },
      ),
    );
  });
});
