import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { amountOf, requireAsset } from '../money/index.ts';
import type { Purpose } from './account.ts';
import { changesOf, LedgerError, movement, type Posting, requireBalanced } from './postings.ts';

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
  ];
  for (const [name, postings] of unbalanced) {
    it(`are refused: ${name}`, () => assert.throws(() => requireBalanced(postings), LedgerError));
  }

  it('of a movement balance', () => {
    const purposes = fc.constantFrom<Purpose>('available', 'held', 'fees', 'rail');
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 63n - 1n), purposes, purposes, (minor, from, to) => {
        requireBalanced(movement(usd(minor), { from, to }));
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
