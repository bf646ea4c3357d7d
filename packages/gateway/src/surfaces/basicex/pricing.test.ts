import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type Amount,
  amountOf,
  formatAmount,
  parseAmount,
  parseRate,
  requireAsset,
} from '../../money/index.ts';
import { convertPrice } from './pricing.ts';

describe('what is due for a price in fiat', () => {
  const CASES: readonly [price: string, fiat: string, rate: string, coin: string, due: string][] = [
    // Observed in a webhook of the platform.
    ['14.89', 'USD', '0.99990947', 'USDT', '14.891348'],
    ['2.00', 'CNY', '7.11', 'USDT', '0.281294'],
    ['100.00', 'CNY', '1', 'BCNY', '100.00'],
    ['1.00', 'USD', '90000', 'BTC', '0.00001111'],
    ['167000.00', 'IDR', '16700', 'USDT', '10.000000'],
    // Exactly between two millionths: to the even one.
    ['0.01', 'USD', '4000', 'USDT', '0.000002'],
  ];
  for (const [price, fiat, rate, coin, due] of CASES) {
    it(`${price} ${fiat} at ${rate} is ${due} ${coin}`, () => {
      const result = convertPrice(amount(price, fiat), rateOf(coin, fiat, rate));
      assert.ok('amount' in result);
      assert.equal(formatAmount(result.amount), due);
    });
  }

  it('is refused where the coin cannot be divided so far', () => {
    const result = convertPrice(amount('0.01', 'IDR'), rateOf('BCNY', 'IDR', '2348.8'));
    assert.ok('code' in result);
    assert.equal(result.parameter, 'amount');
    assert.match(result.message, /less than BCNY can be divided into: 2 decimals/u);
  });

  it('is refused where it is more than a ledger can hold', () => {
    const most = amountOf(requireAsset('USD'), 2n ** 63n - 1n);
    const result = convertPrice(most, rateOf('USDT', 'USD', '0.99990947'));
    assert.ok('code' in result);
    assert.equal(result.parameter, 'amount');
    assert.match(result.message, /must be at most 9223372036854.775807 USDT/u);
  });
});

function amount(text: string, asset: string): Amount {
  const parsed = parseAmount(text, requireAsset(asset));
  assert.ok('minor' in parsed);
  return parsed;
}

function rateOf(base: string, quote: string, text: string) {
  const rate = parseRate(text, { base: requireAsset(base), quote: requireAsset(quote) });
  assert.ok('numerator' in rate);
  return rate;
}
