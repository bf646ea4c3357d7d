import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachEngine } from '../../../../test/support/operated.ts';
import { feeFor } from '../core/index.ts';
import { amountOf, formatAmount, requireAsset } from '../money/index.ts';

onEachEngine('fees, as the operator sets them', (opened) => {
  const charged = async (operation: string, merchantId = opened().merchantId) => {
    const amount = amountOf(requireAsset('USDT'), 200_000_000n);
    return formatAmount(await feeFor(opened().core.reader, { merchantId, operation, amount }));
  };

  it("are everybody's, or a merchant's own", async () => {
    const { call, merchantId, newMerchant } = opened();
    const everybody = { operation: 'invoice', asset: 'USDT', percent: '0.5', minimum: '0.1' };
    assert.deepEqual((await call('PUT', '/fees', everybody)).body, {
      operation: 'invoice',
      asset: 'USDT',
      fixed: '0.000000',
      percent: '0.5',
      minimum: '0.100000',
      chargedOperations: ['invoice', 'virtual_account', 'payout.domestic'],
    });
    const own = { operation: 'invoice', asset: 'USDT', merchantId, fixed: '3', maximum: '7' };
    assert.equal((await call('PUT', '/fees', own)).status, 200);
    assert.equal(await charged('invoice'), '3.000000');
    assert.equal(await charged('invoice', await newMerchant()), '1.000000');
    const { fees } = (await call('GET', '/fees')).body;
    assert.deepEqual(
      fees.map((each: Record<string, unknown>) => [each.merchantId, each.fixed, each.percent, each.maximum]),
      [
        [undefined, '0.000000', '0.5', undefined],
        [merchantId, '3.000000', '0', '7.000000'],
      ],
    );
    assert.deepEqual((await call('GET', '/fees?after=/invoice/USDT')).body.fees, fees.slice(1));
  });

  it('are as exact as a ten-thousandth of a percent', async () => {
    const { call } = opened();
    await call('PUT', '/fees', { operation: 'tiny', asset: 'USDT', percent: '0.0001' });
    assert.equal(await charged('tiny'), '0.000200');
    await call('PUT', '/fees', { operation: 'tiny', asset: 'USDT', percent: '100' });
    assert.equal(await charged('tiny'), '200.000000');
  });

  it("are everybody's again once a merchant's own is taken away", async () => {
    const { call, newMerchant } = opened();
    const merchantId = await newMerchant();
    const operation = 'virtual_account';
    await call('PUT', '/fees', { operation, asset: 'USDT', fixed: '2' });
    await call('PUT', '/fees', { operation, asset: 'USDT', merchantId, fixed: '3' });
    const own = `/fees?operation=${operation}&asset=USDT&merchantId=${merchantId}`;
    const everybody = `/fees?operation=${operation}&asset=USDT`;
    assert.deepEqual((await call('DELETE', own)).body, {
      merchantId,
      operation,
      asset: 'USDT',
      chargedOperations: ['invoice', 'virtual_account', 'payout.domestic'],
    });
    assert.equal(await charged(operation, merchantId), '2.000000');
    assert.equal((await call('DELETE', everybody)).status, 200);
    assert.equal(await charged(operation, merchantId), '0.000000');
    const again = await call('DELETE', everybody);
    assert.deepEqual(
      [again.status, again.body.detail],
      [
        404,
        'Everybody has no fee for virtual_account in USDT. What is charged for: invoice, virtual_account, payout.domestic.',
      ],
    );
  });

  describe('are refused', () => {
    const payout = { operation: 'payout', asset: 'USDT' };
    const CASES: readonly (readonly [status: number, body: object, words: RegExp])[] = [
      [400, { asset: 'USDT' }, /^operation is required: what is charged for/u],
      [400, { ...payout, asset: 'XXX' }, /^asset: there is no asset XXX/u],
      [400, { ...payout, fixed: '0.0000001' }, /^fixed must have at most 6 decimals for USDT\.$/u],
      [400, { ...payout, fixed: '-1' }, /^fixed is not valid: a decimal/u],
      [400, { ...payout, percent: '1.23456' }, /^percent is not valid: a percentage of up to 4 decimals/u],
      [400, { ...payout, percent: '100.0001' }, /^percent must be from 0 to 100\.$/u],
      [400, { ...payout, minimum: '2', maximum: '1' }, /^maximum must not be below minimum\.$/u],
      [404, { ...payout, merchantId: 'nobody' }, /^There is no merchant nobody\.$/u],
    ];
    for (const [status, body, words] of CASES) {
      it(JSON.stringify(body), async () => {
        const answer = await opened().call('PUT', '/fees', body);
        assert.equal(answer.status, status);
        assert.match(answer.body.detail, words);
      });
    }
  });
});
