import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createdInvoice, money } from '../../../../test/support/invoices.ts';
import { onEachEngine } from '../../../../test/support/operated.ts';
import { accountAlone } from '../../../../test/support/virtual-accounts.ts';

const MOST = 2n ** 63n - 1n;

onEachEngine('more than 64 bits of minor units', (opened) => {
  const pay = (body: object) => opened().call('POST', '/sandbox/payments', body);
  const refused = (asset: string) =>
    `The merchant's balance in ${asset} would be larger than the books can hold: take a smaller amount.`;

  it('do not come in for one invoice', async () => {
    const merchantId = await opened().newMerchant();
    const { number: invoice } = await createdInvoice(opened(), { merchantId });
    const most = { invoice, amount: '9223372036854.775807' };
    assert.equal((await pay(most)).status, 200);
    const again = await pay(most);
    assert.deepEqual([again.status, again.body.detail], [409, refused('USDT')]);
    assert.equal(await money(opened().core, merchantId), `pending 0 available 100 held ${MOST - 100n}`);
  });

  it('do not come in for two, nor seen only', async () => {
    const merchantId = await opened().newMerchant();
    const [first, second] = [
      await createdInvoice(opened(), { merchantId }),
      await createdInvoice(opened(), { merchantId }),
    ];
    const amount = '9223372036854.775807';
    assert.equal((await pay({ invoice: first.number, amount, unconfirmed: true })).status, 200);
    assert.equal((await pay({ invoice: first.number, amount, unconfirmed: true })).status, 409);
    assert.equal((await pay({ invoice: second.number, amount: '0.000001' })).status, 409);
    assert.equal(await money(opened().core, merchantId), `pending ${MOST} available 0 held 0`);
  });

  it('do not come in on a virtual account', async () => {
    const { number: virtualAccount } = await accountAlone(opened());
    const most = { virtualAccount, amount: '92233720368547758.07' };
    assert.equal((await pay(most)).status, 200);
    const again = await pay(most);
    assert.deepEqual([again.status, again.body.detail], [409, refused('IDR')]);
  });
});
