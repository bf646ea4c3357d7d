import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CREATE, ORDER, onEachEngine, READ } from '../../../../../test/support/anexpay.ts';
import { putRate } from '../../core/index.ts';
import { requireAsset } from '../../money/index.ts';

onEachEngine('an order', (opened) => {
  const read = (orderNo: string) => opened().call({ path: `${READ}?orderNo=${orderNo}` });

  it('is answered with where and how much to pay', async () => {
    const { retdata, text, status } = await opened().call({ path: CREATE, body: ORDER });
    assert.equal(status, 200);
    const { sysid, depositAddress, paymentUrl, ...rest } = retdata ?? {};
    assert.match(String(sysid), /^OR\d{19}$/u);
    assert.match(String(depositAddress), /^0x[0-9a-f]{40}$/u);
    assert.equal(paymentUrl, `https://pay.example.com/checkout/pay/${sysid}`);
    assert.deepEqual(rest, {
      orderNo: ORDER.orderNo,
      payingAmount: 0.500046,
      token: 'ETH_USDT',
      coinAddress: '0xdac17f958d2ee523a2206206994597c13d831ec7',
      exchangeRate: 0.99990947,
      expiredIn: 2000,
      customerId: '6',
      merchantId: '1',
    });
    assert.match(text, /"payingAmount":0\.500046,/u);
  });

  it('is read back by its number', async () => {
    const { call } = opened();
    const { merchantId: _, ...order } = { ...ORDER, orderNo: 'read', token: 'TRON_USDT', orderAmount: 20 };
    const created = await call({ path: CREATE, body: order });
    const { retdata, status, retmsg } = await read('read');
    assert.deepEqual([status, retmsg], [200, '']);
    const { createdTime, updatedTime, ...rest } = retdata ?? {};
    assert.match(String(createdTime), /^2026-01-01T00:\d\d:\d\d\.\d{6}$/u);
    assert.equal(updatedTime, createdTime);
    assert.match(String(rest.depositAddress), /^T[1-9A-HJ-NP-Za-km-z]{33}$/u);
    assert.deepEqual(rest, {
      sysid: created.retdata?.sysid,
      orderNo: 'read',
      orderAmount: 20,
      payingAmount: 20.001811,
      customerId: '6',
      expiredIn: 2000,
      token: 'TRON_USDT',
      txHash: '',
      depositAddress: created.retdata?.depositAddress,
      orderStatus: 'PAYING',
    });
  });

  it('times out when its life is over, at its very millisecond', async () => {
    const { call, environment } = opened();
    await call({ path: CREATE, body: { ...ORDER, orderNo: 'short', expiredIn: 2 } });
    const status = async () => (await read('short')).retdata?.orderStatus;
    environment.advance(1_999);
    assert.equal(await status(), 'PAYING');
    environment.advance(1);
    assert.equal(await status(), 'TIMEOUT');
  });

  describe('under a number that is taken', () => {
    it('is refused, and the first one stands', async () => {
      const { call } = opened();
      const first = await call({ path: CREATE, body: { ...ORDER, orderNo: 'taken' } });
      const second = await call({ path: CREATE, body: { ...ORDER, orderNo: 'taken', orderAmount: 1 } });
      assert.deepEqual(
        [second.status, second.retcode, second.retdata, second.isSigned],
        [409, '409', null, true],
      );
      assert.match(second.retmsg ?? '', /GET \/checkout\/order\/info/u);
      const { retdata } = await read('taken');
      assert.deepEqual([retdata?.sysid, retdata?.orderAmount], [first.retdata?.sysid, 0.5]);
    });

    it('is created once, however many requests name it at once', async () => {
      const { call, environment } = opened();
      const at = environment.now();
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          call({ path: CREATE, body: { ...ORDER, orderNo: 'race' }, signedAt: at - index }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
      assert.deepEqual(statuses, [200, ...Array<number>(49).fill(409)]);
    });

    it('of another merchant is its own', async () => {
      const { call, newMerchant } = opened();
      const merchant = await newMerchant();
      const body = { ...ORDER, orderNo: 'shared' };
      assert.equal((await call({ path: CREATE, body })).status, 200);
      assert.equal((await call({ path: CREATE, body, merchant })).status, 200);
    });
  });

  it('of another merchant is as absent as one that never was', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    await call({ path: CREATE, body: { ...ORDER, orderNo: 'theirs' }, merchant });
    const theirs = await read('theirs');
    const nobodys = await read('nobodys');
    assert.deepEqual([theirs.status, theirs.retcode, theirs.retdata], [404, '404', null]);
    assert.equal(theirs.text, nobodys.text.replace('nobodys', 'theirs'));
  });

  it('is not found without a number that could be one', async () => {
    const { call } = opened();
    for (const path of [READ, `${READ}?`, `${READ}?orderNo=`, `${READ}?orderno=x`, `${READ}?orderNo`]) {
      const { status, retmsg } = await call({ path });
      assert.equal(status, 400, path);
      assert.match(retmsg ?? '', /^orderNo is required/u);
    }
    const { status, retmsg } = await call({ path: `${READ}?orderNo=${'x'.repeat(65)}` });
    assert.equal(status, 400);
    assert.match(retmsg ?? '', /^orderNo is not valid/u);
  });

  it('may have a number that needs encoding, in which + is +', async () => {
    const { call } = opened();
    await call({ path: CREATE, body: { ...ORDER, orderNo: 'a+b c/ü' } });
    assert.equal((await read('a+b%20c/%C3%BC')).retdata?.orderNo, 'a+b c/ü');
    assert.equal((await read('a%2Bb%20c%2F%C3%BC')).retdata?.orderNo, 'a+b c/ü');
  });

  it('is not priced at a stale rate', async () => {
    const { call, core, environment, setRate } = opened();
    const [base, quote, at] = [requireAsset('USDT'), requireAsset('USD'), environment.now() + 1];
    const rate = { base, quote, rate: '1', source: 'test', at, expiresAt: at + 1 };
    await core.perform((transaction) => putRate(transaction, rate));
    environment.advance(2);
    const create = () => call({ path: CREATE, body: { ...ORDER, orderNo: 'stale' } });
    const answer = await create();
    assert.deepEqual([answer.status, answer.isSigned, answer.retdata], [503, true, null]);
    assert.match(answer.retmsg ?? '', /^The rate for USDT in USD is stale/u);
    await setRate('0.99990947');
    assert.equal((await create()).status, 200);
  });

  it('is refused for its content in words, signed', async () => {
    const answer = await opened().call({ path: CREATE, body: { ...ORDER, token: 'DOGE' } });
    assert.deepEqual([answer.status, answer.retcode, answer.isSigned], [400, '400', true]);
    assert.match(answer.retmsg ?? '', /^token is not valid: one of ETH_USDT, ETH_USDC, TRON_USDT/u);
  });
});
