import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { amountOf, formatAmount, requireAsset } from '../../money/index.ts';
import { feeFor, findFeeSchedule, listFees, setFee } from './fees.ts';
import { type FeeSchedule, FREE } from './schedule.ts';

const idr = requireAsset('IDR');

onEachEngine('a fee schedule', (opened) => {
  const set = (operation: string, schedule: Partial<FeeSchedule>, merchantId?: string) =>
    opened().core.perform((transaction) =>
      setFee(transaction, { operation, asset: idr, schedule, ...(merchantId && { merchantId }) }),
    );
  const fee = async (operation: string, merchantId = opened().merchantId) => {
    const amount = amountOf(idr, 10_000_00n);
    return formatAmount(await feeFor(opened().core.reader, { merchantId, operation, amount }));
  };

  it('is the merchant’s own, and says nothing where it was not set', async () => {
    const { merchantId, newMerchant } = opened();
    assert.equal(await fee('payout'), '0.00');
    await set('payout', { fixed: 4_000_00n }, merchantId);
    await set('payout', { fixed: 4_500_00n }, merchantId);
    assert.equal(await fee('payout'), '4500.00');
    assert.equal(await fee('refund'), '0.00');
    assert.equal(await fee('payout', await newMerchant()), '0.00');
  });

  it('is everybody’s for whoever has none of their own', async () => {
    const { merchantId, newMerchant } = opened();
    await set('invoice', { proportionMillionths: 10_000n });
    assert.equal(await fee('invoice'), '100.00');
    await set('invoice', { fixed: 5_00n, proportionMillionths: 20_000n, maximum: 150_00n }, merchantId);
    assert.equal(await fee('invoice'), '150.00');
    assert.equal(await fee('invoice', await newMerchant()), '100.00');
    await set('invoice', {}, merchantId);
    assert.equal(await fee('invoice'), '0.00');
  });

  it('is of one asset', async () => {
    const { core, merchantId } = opened();
    await set('settlement', { fixed: 1n }, merchantId);
    const of = { merchantId, operation: 'settlement', asset: requireAsset('USD') };
    assert.deepEqual(await findFeeSchedule(core.reader, of), FREE);
  });

  it('is refused where it makes no sense, in words', async () => {
    const nonsense: readonly (readonly [Partial<FeeSchedule>, RegExp])[] = [
      [{ fixed: -1n }, /^RangeError: fixed/],
      [{ proportionMillionths: 1_000_001n }, /^RangeError: proportionMillionths/],
      [{ proportionMillionths: -1n }, /^RangeError: proportionMillionths/],
      [{ minimum: -1n }, /^RangeError: minimum/],
      [{ minimum: 2n, maximum: 1n }, /^RangeError: maximum/],
    ];
    for (const [schedule, words] of nonsense) await assert.rejects(set('payout', schedule), words);
  });

  it('is listed, everybody’s first, page by page', async () => {
    const { core, newMerchant } = opened();
    await set('listed', { fixed: 7n, maximum: 9n }, await newMerchant());
    const all = await listFees(core.reader, { limit: 100 });
    assert.deepEqual(all.at(0)?.merchantId, '');
    assert.deepEqual(
      all.filter(({ operation }) => operation === 'listed').map(({ fixed, maximum }) => [fixed, maximum]),
      [[7n, 9n]],
    );
    const [first, second] = all;
    assert.ok(first);
    assert.deepEqual(await listFees(core.reader, { after: first, limit: 1 }), [second]);
  });
});
