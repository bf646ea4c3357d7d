import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type Amount,
  addAmounts,
  amountOf,
  assets,
  compareAmounts,
  formatAmount,
  formatShortest,
  fromScaled,
  MoneyError,
  type MoneyErrorCode,
  type MoneyProblem,
  parseAmount,
  requireAsset,
  subtractAmounts,
} from './index.ts';

const usd = requireAsset('USD');
const idr = requireAsset('IDR');
const jpy = requireAsset('JPY');
const usdt = requireAsset('USDT');
const blkc = requireAsset('BLKC');
const eth = requireAsset('ETH');

const maximum = 2n ** 63n - 1n;
const anyAsset = fc.constantFrom(...assets);
const anyMinor = fc.bigInt({ min: -maximum - 1n, max: maximum });
const anyMinorFromZero = fc.bigInt({ min: 0n, max: maximum });

function minorOf(result: Amount | MoneyProblem): bigint {
  assert.ok('minor' in result, 'problem' in result ? result.message : 'neither an amount nor a problem');
  return result.minor;
}

function problemOf(result: Amount | MoneyProblem): string {
  assert.ok('problem' in result, 'expected a problem');
  return result.problem;
}

function moneyError(code: MoneyErrorCode) {
  return (error: unknown) => error instanceof MoneyError && error.code === code;
}

describe('parseAmount', () => {
  it('reads what the providers write', () => {
    assert.equal(minorOf(parseAmount('100123.000000000000000000', idr)), 10012300n);
    assert.equal(minorOf(parseAmount('12.50000000', blkc)), 1_250_000_000n);
    assert.equal(minorOf(parseAmount('1000.233567', usdt)), 1_000_233_567n);
    assert.equal(minorOf(parseAmount('0.5', usd)), 50n);
    assert.equal(minorOf(parseAmount('68', usdt)), 68_000_000n);
    assert.equal(minorOf(parseAmount('0', jpy)), 0n);
    assert.equal(minorOf(parseAmount('1.000000001', eth)), 1_000_000_001n);
  });

  it('is exact where a floating-point number is not', () => {
    assert.equal(minorOf(parseAmount('9007199254740993', jpy)), 2n ** 53n + 1n);
    assert.equal(minorOf(parseAmount('90071992547409.93', usd)), 2n ** 53n + 1n);
    assert.equal(minorOf(parseAmount('9007199.254740993', eth)), 2n ** 53n + 1n);
    assert.equal(minorOf(parseAmount('1.005', requireAsset('KWD'))), 1005n);
    assert.equal(minorOf(parseAmount('0.29', usd)), 29n);
  });

  it('refuses every spelling but the plain one', () => {
    const spellings = [
      '',
      ' ',
      '.',
      '.5',
      '5.',
      '-1',
      '+1',
      '1e3',
      '1E3',
      '1,5',
      '1 000',
      '1_000',
      '0x10',
      '007',
      '00',
    ];
    spellings.push('1.2.3', ' 1', '1 ', '1\n', '١٢', '１', 'NaN', 'Infinity', '1n', '−1', '1.-5', '½');
    for (const text of spellings)
      assert.equal(problemOf(parseAmount(text, usd)), 'malformed', JSON.stringify(text));
  });

  it('refuses decimals that the asset cannot hold, unless they are zeros, and never rounds', () => {
    assert.equal(problemOf(parseAmount('0.001', usd)), 'too_many_decimals');
    assert.equal(problemOf(parseAmount('0.1', jpy)), 'too_many_decimals');
    assert.equal(problemOf(parseAmount('0.0000001', usdt)), 'too_many_decimals');
    assert.equal(problemOf(parseAmount('0.000000000000000001', eth)), 'too_many_decimals');
    assert.equal(minorOf(parseAmount('1.0', jpy)), 1n);
    assert.equal(problemOf(parseAmount(`1.${'0'.repeat(19)}`, usd)), 'too_many_decimals');
  });

  it('can be told to be stricter than the asset, and never laxer', () => {
    assert.equal(problemOf(parseAmount('1.234', usdt, { maximumDecimals: 2 })), 'too_many_decimals');
    assert.equal(minorOf(parseAmount('1.230', usdt, { maximumDecimals: 2 })), 1_230_000n);
    assert.equal(problemOf(parseAmount('1.234', usd, { maximumDecimals: 6 })), 'too_many_decimals');
  });

  it('holds exactly what fits 64 bits, and refuses a very long number without counting it', () => {
    assert.equal(minorOf(parseAmount('92233720368547758.07', usd)), maximum);
    assert.equal(problemOf(parseAmount('92233720368547758.08', usd)), 'too_large');
    assert.equal(problemOf(parseAmount('9223372036854775808', jpy)), 'too_large');
    assert.equal(problemOf(parseAmount('9'.repeat(100_000), usd)), 'too_large');
  });

  it('names the rule and the limit in its message', () => {
    const result = parseAmount('92233720368547758.08', usd);
    assert.deepEqual(result, { problem: 'too_large', message: 'must be at most 92233720368547758.07 USD' });
  });

  it('reads back every amount of every asset that formatAmount writes', () => {
    fc.assert(
      fc.property(anyAsset, anyMinorFromZero, fc.nat({ max: 9 }), (asset, minor, extraDecimals) => {
        const amount = amountOf(asset, minor);
        const decimals = asset.scale + extraDecimals;
        assert.deepEqual(parseAmount(formatAmount(amount, { decimals }), asset), amount);
        assert.deepEqual(parseAmount(formatShortest(amount), asset), amount);
      }),
    );
  });

  it('answers any text with an amount or a problem, never an exception', () => {
    const numberLike = fc.stringMatching(/^[-+0-9.eE, ]{0,45}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), numberLike), anyAsset, (text, asset) => {
        const result = parseAmount(text, asset);
        assert.ok('minor' in result ? result.minor >= 0n && result.minor <= maximum : result.message !== '');
      }),
    );
  });
});

describe('fromScaled', () => {
  it('reads an integer with its precision exactly', () => {
    assert.equal(minorOf(fromScaled(200n, 2, usd)), 200n);
    assert.equal(minorOf(fromScaled(1025n, 2, usdt)), 10_250_000n);
    assert.equal(minorOf(fromScaled(2000n, 3, usd)), 200n);
    assert.equal(minorOf(fromScaled(1_500_000_000_000_000_000n, 18, eth)), 1_500_000_000n);
    assert.equal(minorOf(fromScaled(2n ** 53n + 1n, 0, jpy)), 2n ** 53n + 1n);
  });

  it('refuses what would lose digits, does not fit, or is no precision', () => {
    assert.equal(problemOf(fromScaled(2001n, 3, usd)), 'too_many_decimals');
    assert.equal(problemOf(fromScaled(maximum, 0, usd)), 'too_large');
    assert.equal(problemOf(fromScaled(-1n, 2, usd)), 'malformed');
    for (const precision of [-1, 19, 1.5, Number.NaN]) {
      assert.equal(problemOf(fromScaled(1n, precision, usd)), 'malformed');
    }
  });

  it('agrees with parseAmount about the same number', () => {
    fc.assert(
      fc.property(anyAsset, anyMinorFromZero, fc.nat({ max: 18 }), (asset, integer, precision) => {
        const digits = integer.toString().padStart(precision + 1, '0');
        const point = digits.length - precision;
        const text = precision === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
        assert.deepEqual(fromScaled(integer, precision, asset), parseAmount(text, asset));
      }),
    );
  });
});

describe('formatAmount', () => {
  it('writes as many decimals as it is asked for', () => {
    const amount = amountOf(idr, 10012300n);
    assert.equal(formatAmount(amount, { decimals: 18 }), '100123.000000000000000000');
    assert.equal(formatAmount(amount), '100123.00');
    assert.equal(formatAmount(amount, { decimals: 0 }), '100123');
    assert.equal(formatAmount(amountOf(blkc, 1n)), '0.00000001');
    assert.equal(formatAmount(amountOf(usd, 2n ** 53n + 1n)), '90071992547409.93');
    assert.equal(formatAmount(amountOf(usd, -5n)), '-0.05');
    assert.equal(formatAmount(amountOf(usd, -maximum - 1n)), '-92233720368547758.08');
  });

  it('never rounds an amount by writing it', () => {
    assert.throws(() => formatAmount(amountOf(usdt, 1n), { decimals: 2 }), moneyError('inexact'));
  });
});

describe('formatShortest', () => {
  it('drops zeros at the end of the decimals and nowhere else', () => {
    const written = [688_090_000n, 100_000_000n, 0n, 1n, -2_500_000n].map((minor) =>
      formatShortest(amountOf(usdt, minor)),
    );
    assert.deepEqual(written, ['688.09', '100', '0', '0.000001', '-2.5']);
    assert.equal(formatShortest(amountOf(jpy, 100n)), '100');
  });
});

describe('arithmetic on amounts', () => {
  it('adds, subtracts and orders like the integers beneath', () => {
    const half = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n - 1n });
    fc.assert(
      fc.property(anyAsset, half, half, (asset, left, right) => {
        const [a, b] = [amountOf(asset, left), amountOf(asset, right)];
        assert.equal(addAmounts(a, b).minor, left + right);
        assert.deepEqual(subtractAmounts(addAmounts(a, b), b), a);
        assert.equal(compareAmounts(a, b), left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it('refuses to mix assets', () => {
    const [dollars, rupiah] = [amountOf(usd, 1n), amountOf(idr, 1n)];
    assert.throws(() => addAmounts(dollars, rupiah), moneyError('different_assets'));
    assert.throws(() => subtractAmounts(dollars, rupiah), moneyError('different_assets'));
    assert.throws(() => compareAmounts(dollars, rupiah), moneyError('different_assets'));
  });

  it('refuses to leave 64 bits rather than wrap around', () => {
    const [most, least, one] = [amountOf(usd, maximum), amountOf(usd, -maximum - 1n), amountOf(usd, 1n)];
    assert.throws(() => addAmounts(most, one), moneyError('out_of_range'));
    assert.throws(() => subtractAmounts(least, one), moneyError('out_of_range'));
    assert.throws(() => amountOf(usd, maximum + 1n), moneyError('out_of_range'));
  });

  it('makes amounts that cannot be changed', () => {
    fc.assert(fc.property(anyAsset, anyMinor, (asset, minor) => Object.isFrozen(amountOf(asset, minor))));
  });
});
