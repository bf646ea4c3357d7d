import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Amount,
  amountOf,
  assets,
  convert,
  formatRate,
  inHouseFavour,
  inverse,
  MoneyError,
  type MoneyProblem,
  parseRate,
  type Rate,
  requireAsset,
} from './index.ts';
import { divide } from './rounding.ts';

const usd = requireAsset('USD');
const usdt = requireAsset('USDT');
const idr = requireAsset('IDR');
const btc = requireAsset('BTC');
const jpy = requireAsset('JPY');

const anyAsset = fc.constantFrom(...assets);
/** Rates from 0.000000001 to 1000000000, with nine decimals. */
const anyRateText = fc
  .bigInt({ min: 1n, max: 10n ** 18n })
  .map((units) => `${units / 10n ** 9n}.${(units % 10n ** 9n).toString().padStart(9, '0')}`);

function rateOf(text: string, base = usd, quote = usdt): Rate {
  const rate = parseRate(text, { base, quote });
  assert.ok('numerator' in rate, 'expected a rate');
  return rate;
}

function minorOf(result: Amount | MoneyProblem): bigint {
  assert.ok('minor' in result, 'expected an amount');
  return result.minor;
}

describe('parseRate', () => {
  it('reads a plain decimal above zero, and nothing else', () => {
    const problems = ['0', '0.000', '-1', '1e3', '', '1/3'].map((text) =>
      parseRate(text, { base: usd, quote: usdt }),
    );
    assert.deepEqual(
      problems.map((result) => ('problem' in result ? result.problem : 'none')),
      ['not_positive', 'not_positive', 'malformed', 'malformed', 'malformed', 'malformed'],
    );
  });

  it('knows one rate however many zeros it is written with', () => {
    assert.deepEqual(rateOf('1.10'), rateOf('1.1'));
  });
});

describe('convert', () => {
  it('multiplies by the rate, across different decimals', () => {
    assert.equal(minorOf(convert(amountOf(usd, 50n), rateOf('1.01'), 'floor')), 505_000n);
    assert.equal(minorOf(convert(amountOf(usd, 100n), rateOf('16250.5', usd, idr), 'floor')), 1_625_050n);
    assert.equal(minorOf(convert(amountOf(btc, 1n), rateOf('95000.12', btc, usd), 'ceiling')), 1n);
    assert.equal(minorOf(convert(amountOf(btc, 1n), rateOf('95000.12', btc, usd), 'floor')), 0n);
    assert.equal(minorOf(convert(amountOf(jpy, 1n), rateOf('0.0065', jpy, usd), 'half_even')), 1n);
  });

  it('is exact where a floating-point number is not', () => {
    const amount = amountOf(usd, 2n ** 53n + 1n);
    assert.equal(minorOf(convert(amount, rateOf('1', usd, idr), 'floor')), 2n ** 53n + 1n);
    assert.equal(minorOf(convert(amount, rateOf('100', usd, idr), 'floor')), (2n ** 53n + 1n) * 100n);
    assert.equal(
      minorOf(convert(amount, rateOf('1.000000000000000001', usd, idr), 'ceiling')),
      2n ** 53n + 2n,
    );
  });

  it('rounds a negative amount by the same rule, towards minus or plus infinity', () => {
    const third = inverse(rateOf('3', idr, usd));
    const rounded = (['floor', 'ceiling', 'half_even'] as const).map((rounding) =>
      minorOf(convert(amountOf(usd, -1n), third, rounding)),
    );
    assert.deepEqual(rounded, [-1n, 0n, 0n]);
  });

  it('refuses an amount that is not in its base, so that no rate is applied the wrong way round', () => {
    assert.throws(
      () => convert(amountOf(usdt, 1n), rateOf('1.01'), 'floor'),
      (error) => error instanceof MoneyError && error.code === 'different_assets',
    );
  });

  it('says so when the result does not fit 64 bits', () => {
    const result = convert(amountOf(usd, 2n ** 62n), rateOf('1000000'), 'floor');
    assert.ok('problem' in result && result.problem === 'too_large');
  });

  it('is never more than one minor unit away from the exact value, on the side its rounding names', () => {
    const minor = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
    fc.assert(
      fc.property(anyAsset, anyAsset, anyRateText, minor, (base, quote, text, units) => {
        const rate = rateOf(text, base, quote);
        const exactNumerator = units * rate.numerator * 10n ** BigInt(quote.scale);
        const denominator = rate.denominator * 10n ** BigInt(base.scale);
        const down = convert(amountOf(base, units), rate, 'floor');
        const up = convert(amountOf(base, units), rate, 'ceiling');
        fc.pre('minor' in down && 'minor' in up);
        const below = exactNumerator - down.minor * denominator;
        const above = up.minor * denominator - exactNumerator;
        assert.ok(below >= 0n && below < denominator);
        assert.ok(above >= 0n && above < denominator);
      }),
    );
  });

  it('cannot be used to draw money out of nothing: there and back in the house’s favour never gains', () => {
    fc.assert(
      fc.property(
        anyAsset,
        anyAsset,
        anyRateText,
        fc.bigInt({ min: 0n, max: 10n ** 9n }),
        (base, quote, text, units) => {
          const rate = rateOf(text, base, quote);
          const paid = convert(amountOf(base, units), rate, inHouseFavour.paid);
          fc.pre('minor' in paid);
          const back = minorOf(convert(paid, inverse(rate), inHouseFavour.paid));
          const owed = minorOf(convert(paid, inverse(rate), inHouseFavour.received));
          assert.ok(back <= units && owed <= units);
        },
      ),
    );
  });
});

describe('inverse', () => {
  it('is exact, so that inverting twice gives the first rate back', () => {
    fc.assert(
      fc.property(anyRateText, (text) => assert.deepEqual(inverse(inverse(rateOf(text))), rateOf(text))),
    );
  });

  it('turns the pair round', () => {
    const rate = inverse(rateOf('4'));
    assert.deepEqual([rate.base.code, rate.quote.code, formatRate(rate)], ['USDT', 'USD', '0.25']);
  });
});

describe('formatRate', () => {
  it('writes exactly what was read', () => {
    const texts = ['1', '1.01', '7.1523', '0.000000000000000001', '9007199254740993.000000000000000001'];
    for (const text of texts) assert.equal(formatRate(rateOf(text)), text);
  });

  it('rounds an endless inverse half to even, to as many decimals as it is asked for', () => {
    assert.equal(formatRate(inverse(rateOf('3')), { decimals: 6 }), '0.333333');
    assert.equal(formatRate(inverse(rateOf('1.5')), { decimals: 3 }), '0.667');
    assert.equal(formatRate(rateOf('0.125'), { decimals: 2 }), '0.12');
    assert.equal(formatRate(rateOf('0.375'), { decimals: 2 }), '0.38');
  });
});

describe('divide', () => {
  it('rounds each case as its name says', () => {
    const cases = [
      { value: [7n, 2n], floor: 3n, ceiling: 4n, half_even: 4n },
      { value: [5n, 2n], floor: 2n, ceiling: 3n, half_even: 2n },
      { value: [-5n, 2n], floor: -3n, ceiling: -2n, half_even: -2n },
      { value: [-7n, 2n], floor: -4n, ceiling: -3n, half_even: -4n },
      { value: [-5n, 3n], floor: -2n, ceiling: -1n, half_even: -2n },
      { value: [6n, 2n], floor: 3n, ceiling: 3n, half_even: 3n },
    ] as const;
    for (const { value, ...expected } of cases) {
      const [numerator, denominator] = value;
      const actual = {
        floor: divide(numerator, denominator, 'floor'),
        ceiling: divide(numerator, denominator, 'ceiling'),
        half_even: divide(numerator, denominator, 'half_even'),
      };
      assert.deepEqual(actual, expected, `${numerator}/${denominator}`);
    }
  });
});
