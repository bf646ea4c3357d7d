import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { coins, refundsOn } from '../../../../../test/support/refunds.ts';
import { accounts, told } from '../../../../../test/support/sendings.ts';
import { acceptAbnormalPayment, findAbnormalPayment } from '../invoices/abnormal-payments.ts';
import { cancelRefund } from './change.ts';

onEachEngine('a refund of abnormal money', (opened) => {
  const { setUp, commandOf, request, requested, work, say, stateOf, refundingOf } = refundsOn(opened);

  it('of a surplus takes what is held of it, and nothing else', async () => {
    const { core, invoice, merchantId, surplus } = await setUp(150n);
    assert.ok(surplus !== undefined);
    const { id: abnormalId } = surplus;
    const tooMuch = await request(core, commandOf(invoice, 51n, { abnormalId }));
    assert.deepEqual(tooMuch, { outcome: 'exceeds', refundable: coins(50n) });
    const held = { 'USDT available': 100n, 'USDT held': 50n, 'USDT rail': -150n };
    for (const [amount, left] of [
      [20n, 30n],
      [30n, 0n],
    ] as const) {
      const refund = await requested(core, commandOf(invoice, amount, { abnormalId }));
      assert.equal(refund.invoiceId, invoice.id);
      await work(core);
      await say(core, refund, 'completed');
      const money = await accounts(core.reader, merchantId);
      assert.equal(money['USDT held'] ?? 0n, left);
      assert.equal(money['USDT available'], held['USDT available']);
      const payment = await findAbnormalPayment(core.reader, surplus);
      assert.deepEqual([payment?.state, payment?.refunded], [left === 0n ? 'refunded' : 'open', 50n - left]);
    }
    assert.deepEqual(await told(core.reader, surplus), [
      'abnormal_payment.open',
      'abnormal_payment.refunded',
    ]);
    assert.equal(await refundingOf(core, invoice), 'paid 100 0', 'what was captured stays refundable');
    const again = await request(core, commandOf(invoice, 1n, { abnormalId }));
    assert.deepEqual(again, { outcome: 'not_refundable' });
  });

  it('of a surplus that fails leaves it held, to be refunded again or accepted', async () => {
    const { core, invoice, merchantId, surplus } = await setUp(150n);
    assert.ok(surplus !== undefined);
    const { id: abnormalId } = surplus;
    const held = { 'USDT available': 100n, 'USDT held': 50n, 'USDT rail': -150n };
    for (const end of ['failed', 'cancelled'] as const) {
      const refund = await requested(core, commandOf(invoice, 50n, { abnormalId }));
      if (end === 'failed') {
        await work(core);
        await say(core, refund, 'failed');
      } else await core.perform((transaction) => cancelRefund(transaction, core, refund));
      assert.equal(await stateOf(core, refund), end);
      assert.deepEqual(await accounts(core.reader, merchantId), held);
    }
    const accepted = await core.perform((transaction) => acceptAbnormalPayment(transaction, core, surplus));
    assert.equal(accepted.outcome, 'accepted');
    const refused = await request(core, commandOf(invoice, 1n, { abnormalId }));
    assert.deepEqual(refused, { outcome: 'not_refundable' });
    assert.deepEqual(await accounts(core.reader, merchantId), { 'USDT available': 150n, 'USDT rail': -150n });
  });
});
