import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { amountOf, convert, inHouseFavour, inverse, parseRate, requireAsset } from '../money/index.ts';
import type { Purpose } from './account.ts';
import { changesOf, exchangePostings, LedgerError, movement, type Posting } from './postings.ts';

const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);
const idr = (minor: bigint) => amountOf(requireAsset('IDR'), minor);
const posting = (purpose: Purpose, amount: Posting['amount']): Posting => ({ purpose, amount });

describe('postings', () => {
  const unbalanced: readonly (readonly [string, readonly Posting[]])[] = [
    ['none', []],
    ['a single one', [posting('available', usd(0n))]],
    ['a sum above zero', [posting('available', usd(-1n)), posting('held', usd(2n))]],
    ['sums that balance only across assets', [posting('available', usd(-1n)), posting('held', idr(1n))]],
    ['one of zero', [posting('available', usd(0n)), posting('held', usd(0n))]],
    ['what goes to where it came from', [posting('held', usd(-1n)), posting('held', usd(1n))]],
  ];
  for (const [name, postings] of unbalanced) {
    it(`are refused: ${name}`, () => assert.throws(() => changesOf(postings), LedgerError));
  }

  it('of a movement take from one account and give to the other', () => {
    assert.deepEqual(changesOf(movement(usd(7n), { from: 'rail', to: 'pending' })), [
      { asset: 'USD', purpose: 'pending', amount: 7n },
      { asset: 'USD', purpose: 'rail', amount: -7n },
    ]);
  });

  it('of an exchange balance in both assets', () => {
    assert.deepEqual(changesOf(exchangePostings({ from: usd(3n), to: idr(500n) })), [
      { asset: 'IDR', purpose: 'available', amount: 500n },
      { asset: 'IDR', purpose: 'exchange', amount: -500n },
      { asset: 'USD', purpose: 'available', amount: -3n },
      { asset: 'USD', purpose: 'exchange', amount: 3n },
    ]);
  });

  it('of exchanges there and back never leave more than there was, in the house’s favour', () => {
    const [from, to] = [requireAsset('USD'), requireAsset('IDR')];
    const rates = fc.tuple(fc.bigInt(1n, 10n ** 9n), fc.nat(9)).map(([digits, decimals]) => {
      const text = String(digits).padStart(decimals + 1, '0');
      const whole = text.length - decimals;
      const rate = parseRate(decimals === 0 ? text : `${text.slice(0, whole)}.${text.slice(whole)}`, {
        base: from,
        quote: to,
      });
      assert.ok(!('problem' in rate));
      return rate;
    });
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 9n), rates, (minor, rate) => {
        const there = convert(usd(minor), rate, inHouseFavour.paid);
        assert.ok('minor' in there);
        if (there.minor === 0n) return;
        const back = convert(there, inverse(rate), inHouseFavour.paid);
        assert.ok('minor' in back);
        if (back.minor === 0n) return;
        const balances = new Map<string, bigint>();
        for (const exchange of [
          { from: usd(minor), to: there },
          { from: there, to: back },
        ]) {
          for (const { asset, purpose, amount } of changesOf(exchangePostings(exchange))) {
            const account = `${asset} ${purpose}`;
            balances.set(account, (balances.get(account) ?? 0n) + amount);
          }
        }
        assert.equal(balances.get('IDR available'), 0n);
        assert.equal(balances.get('IDR exchange'), 0n);
        assert.ok((balances.get('USD available') ?? 0n) <= 0n, 'the merchant gained');
        assert.equal(
          balances.get('USD exchange'),
          -(balances.get('USD available') ?? 0n),
          'the house kept the rest',
        );
      }),
    );
  });

  it('change each account once, in the order of accounts', () => {
    const postings = [
      posting('rail', usd(-5n)),
      posting('available', usd(3n)),
      posting('held', idr(-7n)),
      posting('available', usd(2n)),
      posting('available', idr(7n)),
      posting('fees', usd(1n)),
      posting('fees', usd(-1n)),
    ];
    assert.deepEqual(changesOf(postings), [
      { asset: 'IDR', purpose: 'available', amount: 7n },
      { asset: 'IDR', purpose: 'held', amount: -7n },
      { asset: 'USD', purpose: 'available', amount: 5n },
      { asset: 'USD', purpose: 'rail', amount: -5n },
    ]);
  });
});
