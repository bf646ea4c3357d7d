import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine, usd } from '../../../../test/support/ledger.ts';
import { LedgerError, movement, type Posting } from './index.ts';

const SEEN = { from: 'rail', to: 'pending' } as const;
const pending = { phase: 'pending', reference: 'deposit' } as const;
const settled: readonly Posting[] = [
  { purpose: 'pending', amount: usd(-10n) },
  { purpose: 'available', amount: usd(7n) },
  { purpose: 'held', amount: usd(3n) },
];

onEachEngine('a pending transfer', (opened) => {
  const seen = async () => {
    const { newMerchant, move } = opened();
    const merchantId = await newMerchant();
    assert.deepEqual(await move(merchantId, usd(10n), SEEN, pending), { outcome: 'posted' });
    return merchantId;
  };

  it('is completed: what it credited goes where the completion says', async () => {
    const { resolve, accounts } = opened();
    const merchantId = await seen();
    const completed = await resolve(merchantId, 'deposit', { phase: 'completion', postings: settled });
    assert.deepEqual(completed, { outcome: 'posted' });
    assert.deepEqual(await accounts(merchantId), {
      'USD available': 7n,
      'USD held': 3n,
      'USD pending': 0n,
      'USD rail': -10n,
    });
  });

  it('is undone', async () => {
    const { resolve, accounts } = opened();
    const merchantId = await seen();
    assert.deepEqual(await resolve(merchantId, 'deposit', { phase: 'void' }), { outcome: 'posted' });
    assert.deepEqual(await accounts(merchantId), { 'USD pending': 0n, 'USD rail': 0n });
  });

  it('is resolved once: the same again is a duplicate, anything else comes too late', async () => {
    const { resolve } = opened();
    const merchantId = await seen();
    await resolve(merchantId, 'deposit', { phase: 'void' });
    assert.deepEqual(await resolve(merchantId, 'deposit', { phase: 'void' }), { outcome: 'duplicate' });
    const completion = { phase: 'completion', postings: settled, reference: 'other' } as const;
    assert.deepEqual(await resolve(merchantId, 'deposit', completion), { outcome: 'not_pending' });
  });

  it('is resolved once, of a completion and a void at once', async () => {
    const { resolve } = opened();
    const merchantId = await seen();
    const outcomes = await Promise.all([
      resolve(merchantId, 'deposit', { phase: 'void', reference: 'void' }),
      resolve(merchantId, 'deposit', { phase: 'completion', postings: settled, reference: 'completion' }),
    ]);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), ['not_pending', 'posted']);
  });

  it('must be there, and be pending', async () => {
    const { resolve, move } = opened();
    const merchantId = await seen();
    await move(merchantId, usd(1n), SEEN, { reference: 'final' });
    for (const reference of ['unknown', 'final']) {
      assert.deepEqual(await resolve(merchantId, reference, { phase: 'void' }), { outcome: 'not_pending' });
    }
  });

  it('is completed wholly, and only out of what it credited', async () => {
    const { resolve } = opened();
    const merchantId = await seen();
    for (const postings of [
      movement(usd(9n), { from: 'pending', to: 'available' }),
      movement(usd(11n), { from: 'pending', to: 'available' }),
      movement(usd(10n), { from: 'rail', to: 'available' }),
    ]) {
      await assert.rejects(resolve(merchantId, 'deposit', { phase: 'completion', postings }), LedgerError);
    }
  });

  it('that was spent meanwhile is not undone', async () => {
    const { resolve, move } = opened();
    const merchantId = await seen();
    await move(merchantId, usd(1n), { from: 'pending', to: 'held' });
    assert.deepEqual(await resolve(merchantId, 'deposit', { phase: 'void' }), {
      outcome: 'insufficient',
      asset: 'USD',
      purpose: 'pending',
    });
  });
});
