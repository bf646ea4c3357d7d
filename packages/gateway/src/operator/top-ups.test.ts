import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onEachEngine } from '../../../../test/support/operated.ts';

onEachEngine('top-ups, as the operator makes them', (opened) => {
  const topUp = (merchantId: string, body: object) =>
    opened().call('POST', `/merchants/${merchantId}/top-ups`, body);
  const available = async (merchantId: string) => {
    const { balances } = (await opened().call('GET', `/ledger/balances?merchantId=${merchantId}`)).body;
    return balances.map((each: Record<string, string>) => `${each.available} ${each.asset}`);
  };

  it('credit a merchant, and show in its statement', async () => {
    const { call, newMerchant } = opened();
    const merchantId = await newMerchant();
    const { status, body } = await topUp(merchantId, { amount: '12.5', asset: 'USDT', reference: 'bank-7' });
    assert.equal(status, 201);
    assert.deepEqual(body, {
      isRepeat: false,
      merchantId,
      reference: 'bank-7',
      amount: '12.500000',
      asset: 'USDT',
    });
    const { lines } = (await call('GET', `/ledger/statement?merchantId=${merchantId}&asset=USDT`)).body;
    assert.deepEqual(
      lines.map((line: Record<string, unknown>) => [line.kind, line.reference, line.amount, line.balance]),
      [['top-up', 'top-up bank-7', '12.500000', '12.500000']],
    );
  });

  it('happen once per reference of a merchant, also side by side', async () => {
    const { newMerchant } = opened();
    const [merchantId, other] = [await newMerchant(), await newMerchant()];
    const request = { amount: '5', asset: 'USD', reference: 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => topUp(merchantId, request)));
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 200, 201]);
    assert.deepEqual(answers.map(({ body }) => body.isRepeat).toSorted(), [false, true, true]);
    assert.deepEqual(await available(merchantId), ['5.00 USD']);
    assert.equal((await topUp(other, request)).status, 201);
  });

  it('of another amount or asset under the same reference are refused', async () => {
    const merchantId = await opened().newMerchant();
    const request = { amount: '5', asset: 'USD', reference: 'once' };
    await topUp(merchantId, request);
    for (const different of [{ amount: '5.01' }, { asset: 'IDR' }]) {
      const { status, body } = await topUp(merchantId, { ...request, ...different });
      assert.equal(status, 409);
      assert.equal(
        body.detail,
        'The reference once was used before for 5 USD. Another top-up needs another reference.',
      );
    }
    assert.deepEqual(await available(merchantId), ['5.00 USD']);
  });

  it('that a balance cannot hold are refused', async () => {
    const merchantId = await opened().newMerchant();
    const most = { amount: '9223372036854.775807', asset: 'USDT' };
    assert.equal((await topUp(merchantId, { ...most, reference: 'first' })).status, 201);
    for (const amount of ['0.000001', most.amount]) {
      const { status, body } = await topUp(merchantId, { ...most, amount, reference: 'second' });
      assert.equal(status, 409);
      assert.match(body.detail, /^The merchant's balance in USDT would be larger than the books can hold/u);
    }
    assert.deepEqual(await available(merchantId), ['9223372036854.775807 USDT']);
  });

  it('work on the manual rail, where nothing else funds a merchant', async () => {
    const { manual, newMerchant } = opened();
    const merchantId = await newMerchant();
    const body = { amount: '1', asset: 'IDR', reference: 'first' };
    assert.equal((await manual.call('POST', `/merchants/${merchantId}/top-ups`, body)).status, 201);
    assert.deepEqual(await available(merchantId), ['1.00 IDR']);
  });

  describe('are refused', () => {
    const right = { amount: '1', asset: 'USDT', reference: 'r' };
    const CASES: readonly (readonly [body: object, words: RegExp])[] = [
      [{ ...right, amount: '0' }, /^amount must be above zero\.$/u],
      [{ ...right, amount: '0.0000001' }, /^amount must have at most 6 decimals for USDT\.$/u],
      [{ ...right, asset: 'XXX' }, /^asset: there is no asset XXX/u],
      [{ amount: '1', asset: 'USDT' }, /^reference is required: your number for it/u],
    ];
    for (const [body, words] of CASES) {
      it(JSON.stringify(body), async () => {
        const answer = await topUp(opened().merchantId, body);
        assert.equal(answer.status, 400);
        assert.match(answer.body.detail, words);
      });
    }

    it('where there is no such merchant', async () => {
      const { status, body } = await topUp('nobody', right);
      assert.deepEqual([status, body.detail], [404, 'There is no merchant nobody.']);
    });
  });
});
