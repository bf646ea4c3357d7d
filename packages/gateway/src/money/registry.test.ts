import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assets, findAsset, MoneyError, requireAsset, symbolOf } from './index.ts';

describe('the asset registry', () => {
  it('takes the decimals of currencies from ISO 4217, not from the way they are displayed', () => {
    const expected = {
      USD: 2,
      IDR: 2,
      IQD: 3,
      KWD: 3,
      JPY: 0,
      VND: 0,
      UYW: 4,
      CNY: 2,
      CNH: 2,
      XCG: 2,
      MGA: 2,
    };
    const actual = Object.fromEntries(Object.keys(expected).map((code) => [code, requireAsset(code).scale]));
    assert.deepEqual(actual, expected);
  });

  it('knows every currency that BasicEx prices in, and the coins of all five providers', () => {
    const named = 'CNY USD EUR HKD INR IDR PHP THB USDT USDC BTC ETH TRX BNB BLKC BCNY BVND BINR'.split(' ');
    assert.deepEqual(
      named.filter((code) => findAsset(code) === undefined),
      [],
    );
  });

  it('counts coins in the ledger with these decimals', () => {
    const coins = assets.filter(({ kind }) => kind === 'coin');
    assert.deepEqual(Object.fromEntries(coins.map(({ code, scale }) => [code, scale])), {
      BCNY: 2,
      BINR: 2,
      BLKC: 8,
      BNB: 8,
      BTC: 8,
      BVND: 2,
      ETH: 9,
      TRX: 6,
      USDC: 6,
      USDT: 6,
    });
  });

  it('leaves out metals, units of account and test codes, in which nobody can be paid', () => {
    for (const code of ['XAU', 'XDR', 'XTS', 'XXX']) assert.equal(findAsset(code), undefined, code);
  });

  it('gives each asset one code, and a scale that fits 64 bits and every chain it lives on', () => {
    assert.equal(new Set(assets.map(({ code }) => code)).size, assets.length);
    for (const asset of assets) {
      assert.match(asset.code, /^[A-Z]{3,4}$/);
      assert.ok(asset.scale >= 0 && asset.scale <= 9, asset.code);
      const chains = asset.kind === 'coin' ? asset.networks : [];
      for (const { chainDecimals } of chains) assert.ok(chainDecimals >= asset.scale, asset.code);
    }
  });

  it('cannot be changed by those who read it', () => {
    const usdt = requireAsset('USDT');
    assert.ok(usdt.kind === 'coin');
    for (const value of [assets, usdt, usdt.networks, usdt.networks[0]]) assert.ok(Object.isFrozen(value));
  });

  it('matches codes exactly, and an unknown code of our own is an error', () => {
    assert.equal(findAsset('usd'), undefined);
    assert.equal(findAsset('constructor'), undefined);
    assert.throws(
      () => requireAsset('DOGE'),
      (error) => error instanceof MoneyError && error.code === 'unknown_asset',
    );
  });

  it('shows a sign where there is one and the code where there is none', () => {
    const signs = ['USD', 'IDR', 'CHF', 'CNH', 'BTC', 'BLKC'].map((code) => symbolOf(requireAsset(code)));
    assert.deepEqual(signs, ['$', 'Rp', 'CHF', 'CNH', '₿', 'BLKC']);
  });
});
