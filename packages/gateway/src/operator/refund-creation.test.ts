import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createdInvoice, depositOn, money, report } from '../../../../test/support/invoices.ts';
import { onEachEngine } from '../../../../test/support/operated.ts';
import { payoutCommand } from '../../../../test/support/sendings.ts';
import { createPayout } from '../core/index.ts';
import { amountOf, requireAsset } from '../money/index.ts';

const TRON = { network: 'tron', address: 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8' };

/** Of each invoice, 100 minor units of USDT are due. */
onEachEngine('refunds, as the operator asks for them', (opened) => {
  const create = (body: object) => opened().call('POST', '/refunds', body);
  const paid = async () => {
    const of = opened();
    const merchantId = await of.newMerchant();
    const invoice = await createdInvoice(of, { merchantId });
    await report(of.core, [depositOn(invoice, 'a', 100n)]);
    return { merchantId, invoice };
  };

  it('give back all that an invoice captured, by its number or the order number', async () => {
    const { core, call } = opened();
    const { merchantId, invoice } = await paid();
    const { status, body } = await create({ invoice: invoice.orderNumber, merchantId, ...TRON });
    assert.deepEqual(
      [status, body.refund.state, body.refund.amount, body.refund.invoiceId],
      [201, 'requested', '0.000100', invoice.id],
    );
    assert.equal(await money(core, merchantId), 'pending 0 available 0 held 100');
    await call('POST', '/sandbox/refunds/complete', { refund: body.refund.number });
    assert.equal(await money(core, merchantId), 'pending 0 available 0 held 0');
    const none = await create({ invoice: invoice.number, merchantId, ...TRON });
    assert.deepEqual(
      [none.status, none.body.detail],
      [409, `All of the invoice ${invoice.number} is being refunded already.`],
    );
  });

  it('give back parts of it, in sum never more than that', async () => {
    const { merchantId, invoice } = await paid();
    const part = { invoice: invoice.number, merchantId, ...TRON };
    assert.equal((await create({ ...part, amount: '0.00006' })).status, 201);
    const more = await create({ ...part, amount: '0.000041' });
    assert.deepEqual(
      [more.status, more.body.detail],
      [409, `Of the invoice ${invoice.number}, 0.00004 can be refunded.`],
    );
    assert.equal((await create(part)).body.refund.amount, '0.000040');
  });

  it('happen once under one reference', async () => {
    const { merchantId, invoice } = await paid();
    const all = { invoice: invoice.number, merchantId, reference: 'back', ...TRON };
    const first = await create(all);
    const again = await create(all);
    assert.deepEqual([first.status, again.status], [201, 200]);
    assert.equal(again.body.refund.id, first.body.refund.id);
    const other = await create({ ...all, amount: '0.00001' });
    assert.equal(other.status, 409);
    assert.match(other.body.detail, /^The reference back is that of another refund: /u);
  });

  it('are of what the merchant still has', async () => {
    const { core } = opened();
    const { merchantId, invoice } = await paid();
    const amount = amountOf(requireAsset('USDT'), 50n);
    const spent = payoutCommand(merchantId, { amount, fee: amountOf(amount.asset, 0n) });
    const payout = await core.perform((transaction) => createPayout(transaction, core, spent));
    assert.equal(payout.outcome, 'created');
    const { status, body } = await create({ invoice: invoice.number, merchantId, ...TRON });
    assert.equal(status, 409);
    assert.equal(
      body.detail,
      `The merchant has spent what came in for the invoice ${invoice.number}: its balance does not cover it.`,
    );
  });

  it('can be asked for on the manual rail', async () => {
    const { manual } = opened();
    const { merchantId, invoice } = await paid();
    const asked = { invoice: invoice.number, merchantId, ...TRON };
    assert.equal((await manual.call('POST', '/refunds', asked)).status, 201);
  });

  describe('are refused', () => {
    it('where the invoice has captured nothing, or there is none', async () => {
      const merchantId = await opened().newMerchant();
      const { number } = await createdInvoice(opened(), { merchantId });
      const nothing = await create({ invoice: number, merchantId, ...TRON });
      assert.deepEqual(
        [nothing.status, nothing.body.detail],
        [409, `The invoice ${number} has captured nothing: nothing of it can be refunded.`],
      );
      const none = await create({ invoice: 'nothing', ...TRON });
      assert.deepEqual([none.status, none.body.detail], [404, 'There is no invoice nothing.']);
    });

    const CASES: readonly (readonly [body: object, words: RegExp])[] = [
      [{}, /^address: USDT goes back to an address\.$/u],
      [{ ...TRON, network: 'bitcoin' }, /^network: one of/u],
      [{ ...TRON, amount: '0' }, /^amount must be above zero\.$/u],
      [{ ...TRON, asset: 'USDC' }, /^asset: the money came in as USDT, and goes back as that\.$/u],
    ];
    for (const [body, words] of CASES) {
      it(`to go back to ${JSON.stringify(body)}`, async () => {
        const { merchantId, invoice } = await paid();
        const answer = await create({ invoice: invoice.number, merchantId, ...body });
        assert.equal(answer.status, 400);
        assert.match(answer.body.detail, words);
      });
    }
  });
});
