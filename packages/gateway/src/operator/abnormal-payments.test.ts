import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createdInvoice, depositOn, money, report } from '../../../../test/support/invoices.ts';
import { type Operated, onEachEngine } from '../../../../test/support/operated.ts';
import { accountAlone, paymentTo } from '../../../../test/support/virtual-accounts.ts';
import { recordDeposit } from '../core/index.ts';
import { amountOf, requireAsset } from '../money/index.ts';

const TRON = { network: 'tron', address: 'TJRabPrwbZy45sbavfcjinPJC18kjpRTv8' };

/** Of each invoice, 100 minor units of USDT are due. */
onEachEngine('abnormal payments, as the operator handles them', (opened) => {
  /** 20 more than was due. */
  const overpaid = async (of: Operated) => {
    const merchantId = await of.newMerchant();
    const invoice = await createdInvoice(of, { merchantId });
    await report(of.core, [depositOn(invoice, 'a', 120n)]);
    const { abnormalPayments } = (await of.call('GET', `/abnormal-payments?merchantId=${merchantId}`)).body;
    return { invoice, merchantId, id: abnormalPayments[0].id as string };
  };

  it('are listed while they are open, with what they came in for', async () => {
    const { call } = opened();
    const { merchantId, invoice, id } = await overpaid(opened());
    const list = async (query = '') =>
      (await call('GET', `/abnormal-payments?merchantId=${merchantId}${query}`)).body.abnormalPayments;
    const [listed, ...others] = await list();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [listed.id, listed.kind, listed.amount, listed.asset, listed.state, listed.subjectNumber],
      [id, 'over', '0.000020', 'USDT', 'open', invoice.number],
    );
    assert.deepEqual(await list('&state=accepted'), []);
    assert.deepEqual(await list('&dialect=upay'), []);
    assert.deepEqual(await list(`&after=${id}`), []);
  });

  it('are listed page by page, over all dialects, newest first', async () => {
    const { call, core, newMerchant } = opened();
    const merchantId = await newMerchant();
    for (const dialect of ['basicex', 'anexpay', 'basicex', 'upay', 'anexpay']) {
      const invoice = await createdInvoice(opened(), { merchantId, dialect });
      await recordDeposit(core, depositOn(invoice, 'a', 101n));
    }
    const ids: string[] = [];
    for (let after = ''; ; ) {
      const route = `/abnormal-payments?merchantId=${merchantId}&limit=2${after}`;
      const { abnormalPayments, next } = (await call('GET', route)).body;
      ids.push(...abnormalPayments.map(({ id }: { id: string }) => id));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    assert.equal(ids.length, 5);
    assert.deepEqual(ids, [...new Set(ids)].toSorted().reverse());
  });

  it("are the merchant's once they are accepted", async () => {
    const { call, core } = opened();
    const { merchantId, id } = await overpaid(opened());
    const accepted = await call('POST', '/abnormal-payments/accept', { abnormalPayment: id });
    assert.equal(accepted.body.abnormalPayment.state, 'accepted');
    assert.equal(await money(core, merchantId), 'pending 0 available 120 held 0');
    const again = await call('POST', '/abnormal-payments/accept', { abnormalPayment: id });
    assert.deepEqual(
      [again.status, again.body.detail],
      [409, `The abnormal payment ${id} is accepted already.`],
    );
    const late = await call('POST', '/abnormal-payments/refund', { abnormalPayment: id, ...TRON });
    assert.equal(late.status, 409);
    assert.match(late.body.detail, /is no longer open/u);
  });

  it('go back in parts, and are refunded once all has gone back', async () => {
    const { call, core } = opened();
    const { merchantId, id } = await overpaid(opened());
    const first = await call('POST', '/abnormal-payments/refund', {
      abnormalPayment: id,
      amount: '0.000015',
      reference: `back ${id}`,
      ...TRON,
    });
    assert.deepEqual([first.status, first.body.refund.state], [201, 'requested']);
    const busy = await call('POST', '/abnormal-payments/accept', { abnormalPayment: id });
    assert.match(busy.body.detail, /is being refunded: how much is left is known once that has ended\.$/u);
    const tooMuch = { abnormalPayment: id, amount: '0.000006', ...TRON };
    const exceeding = await call('POST', '/abnormal-payments/refund', tooMuch);
    assert.deepEqual(
      [exceeding.status, exceeding.body.detail],
      [409, `Of the abnormal payment ${id}, 0.000005 can be refunded.`],
    );
    const rest = await call('POST', '/abnormal-payments/refund', { abnormalPayment: id, ...TRON });
    assert.equal(rest.body.refund.amount, '0.000005');
    const none = await call('POST', '/abnormal-payments/refund', { abnormalPayment: id, ...TRON });
    assert.deepEqual(
      [none.status, none.body.detail],
      [409, `All of the abnormal payment ${id} is being refunded already.`],
    );
    for (const { body } of [first, rest]) {
      const done = await call('POST', '/sandbox/refunds/complete', { refund: body.refund.number });
      assert.equal(done.body.refund.state, 'done');
    }
    const listed = (await call('GET', `/abnormal-payments?merchantId=${merchantId}&state=refunded`)).body;
    assert.deepEqual(
      listed.abnormalPayments.map((each: { id: string }) => each.id),
      [id],
    );
    assert.equal(await money(core, merchantId), 'pending 0 available 100 held 0');
    const { refunds } = (await call('GET', `/refunds?merchantId=${merchantId}`)).body;
    assert.deepEqual(
      refunds.map((each: { state: string }) => each.state),
      ['done', 'done'],
    );
    const { refund } = (await call('GET', `/refunds/find?refund=${first.body.refund.number}`)).body;
    assert.deepEqual(refund.destination, { kind: 'address', ...TRON });
  });

  it('go back once under one reference', async () => {
    const { call } = opened();
    const { id } = await overpaid(opened());
    const request = { abnormalPayment: id, amount: '0.000005', reference: 'once', ...TRON };
    const first = await call('POST', '/abnormal-payments/refund', request);
    const again = await call('POST', '/abnormal-payments/refund', request);
    assert.deepEqual([again.status, again.body.refund.id], [200, first.body.refund.id]);
    const rest = { abnormalPayment: id, reference: 'rest', ...TRON };
    const last = await call('POST', '/abnormal-payments/refund', rest);
    assert.deepEqual([last.status, last.body.refund.amount], [201, '0.000015']);
    const repeated = await call('POST', '/abnormal-payments/refund', rest);
    assert.deepEqual([repeated.status, repeated.body.refund.id], [200, last.body.refund.id]);
    const other = await call('POST', '/abnormal-payments/refund', { ...request, amount: '0.000006' });
    assert.equal(other.status, 409);
    assert.match(other.body.detail, /^The reference once is that of another refund: /u);
  });

  it('stay held where their refund fails', async () => {
    const { call, core } = opened();
    const { merchantId, id } = await overpaid(opened());
    const { refund } = (await call('POST', '/abnormal-payments/refund', { abnormalPayment: id, ...TRON }))
      .body;
    const failed = await call('POST', '/sandbox/refunds/fail', {
      refund: refund.number,
      reason: 'No such address',
    });
    assert.deepEqual([failed.body.refund.state, failed.body.refund.reason], ['failed', 'No such address']);
    assert.equal(await money(core, merchantId), 'pending 0 available 100 held 20');
    assert.equal((await call('POST', '/abnormal-payments/accept', { abnormalPayment: id })).status, 200);
  });

  it('of a currency go back to a bank account', async () => {
    const { call, core } = opened();
    const account = await accountAlone(opened(), { fixed: amountOf(requireAsset('IDR'), 500n) });
    await recordDeposit(core, paymentTo(account, 'a', 400n));
    const path = `/abnormal-payments?merchantId=${account.merchantId}`;
    const [{ id, kind, subjectNumber }] = (await call('GET', path)).body.abnormalPayments;
    assert.deepEqual([kind, subjectNumber], ['under', account.number]);
    const refund = (more: object) =>
      call('POST', '/abnormal-payments/refund', { abnormalPayment: id, ...more });
    assert.match((await refund(TRON)).body.detail, /^accountNumber: IDR goes back to a bank account\.$/u);
    assert.equal((await refund({ accountNumber: '1234567890', bank: '014' })).body.refund.amount, '4.00');
  });

  describe('are refused', () => {
    it('where there is none', async () => {
      for (const verb of ['accept', 'refund']) {
        const answer = await opened().call('POST', `/abnormal-payments/${verb}`, {
          abnormalPayment: 'nothing',
        });
        assert.deepEqual([answer.status, answer.body.detail], [404, 'There is no abnormal payment nothing.']);
      }
    });

    const CASES: readonly (readonly [body: object, words: RegExp])[] = [
      [{}, /^address: USDT goes back to an address\.$/u],
      [{ address: TRON.address }, /^network: one of .*tron.*, where USDT lives\.$/u],
      [{ ...TRON, network: 'bitcoin' }, /^network: one of/u],
      [{ ...TRON, amount: '0' }, /^amount must be above zero\.$/u],
      [{ ...TRON, asset: 'USDC' }, /^asset: the money came in as USDT, and goes back as that\.$/u],
    ];
    for (const [body, words] of CASES) {
      it(`to go back to ${JSON.stringify(body)}`, async () => {
        const { id } = await overpaid(opened());
        const answer = await opened().call('POST', '/abnormal-payments/refund', {
          abnormalPayment: id,
          ...body,
        });
        assert.equal(answer.status, 400);
        assert.match(answer.body.detail, words);
      });
    }
  });
});
