import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { onEachEngine, payerForm, REQUIRED, type TestUpay } from '../../../../../test/support/upay.ts';

const ADD = '/api/v1/payout/payer/add';
const INFO = '/api/v1/payout/payer/info';
const ASSET = '/api/v1/merchant/asset';
const COPIES = 100;
const HOUR_MILLISECONDS = 3_600_000;

const bodyFor = (name: string) =>
  JSON.stringify({ subject: 'person', formData: payerForm({ base: { ...REQUIRED.base, name } }) });

async function payersOf({ core }: TestUpay, merchantId: string): Promise<bigint> {
  const row = await core.reader.get('select count(*) as payers from parties where merchant_id = $1', [
    merchantId,
  ]);
  return BigInt(row?.payers as bigint);
}

onEachEngine('a request id', (opened) => {
  it('takes effect once, however many copies of its request arrive together', async () => {
    const { signed, send, newMerchant } = opened();
    const { id, credentials } = await newMerchant();
    const message = await signed({ path: ADD, body: bodyFor('Ada'), credentials });
    const answers = await Promise.all(Array.from({ length: COPIES }, () => send(message, credentials)));
    const numbers = new Set(answers.map(({ data }) => (data as { payerNo: string }).payerNo));
    assert.deepEqual(new Set(answers.map(({ body }) => body.code)), new Set([0]));
    assert.equal(numbers.size, 1);
    assert.equal(await payersOf(opened(), id), 1n);
  });

  it('gives a repeat the same answer, encrypted and dated afresh', async () => {
    const { call, environment } = opened();
    const requestId = randomUUID();
    const first = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    environment.advance(2_000);
    const second = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    assert.deepEqual(second.data, first.data);
    assert.notDeepEqual(second.body.data, first.body.data);
    assert.equal(second.body.ts, first.body.ts + 2);
    assert.equal(second.headers.get('x-upa-requestid'), requestId);
  });

  it('stands for the same parameters however they are written', async () => {
    const { call } = opened();
    const requestId = randomUUID();
    const { subject, formData } = JSON.parse(bodyFor('Ada'));
    const first = await call({ path: ADD, body: JSON.stringify({ subject, formData }), requestId });
    const second = await call({
      path: ADD,
      body: JSON.stringify({ formData, subject, remark: '' }, null, 2),
      requestId,
    });
    assert.equal(second.body.code, 0, second.body.msg);
    assert.deepEqual(second.data, first.data);
  });

  it('is refused with other parameters, and then means what it meant before', async () => {
    const { call } = opened();
    const requestId = randomUUID();
    const first = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    const other = await call({ path: ADD, body: bodyFor('Grace'), requestId });
    assert.equal(other.body.code, 1004);
    assert.match(other.body.msg, /X-UPA-REQUESTID was used before, with other parameters/u);
    assert.equal(other.body.data, null);
    const again = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    assert.deepEqual(again.data, first.data);
  });

  it('is refused for another path', async () => {
    const { call } = opened();
    const requestId = randomUUID();
    assert.equal((await call({ path: ASSET, requestId })).body.code, 0);
    assert.equal((await call({ path: '/api/v1/payout/payer/dynamic/form', requestId })).body.code, 1004);
    assert.equal((await call({ path: ADD, body: bodyFor('Ada'), requestId })).body.code, 1004);
  });

  it('keeps a refusal too: a corrected request needs an id of its own', async () => {
    const { call } = opened();
    const requestId = randomUUID();
    const wrong = JSON.stringify({ subject: 'person', formData: '{}' });
    assert.equal((await call({ path: ADD, body: wrong, requestId })).body.code, 8002);
    assert.equal((await call({ path: ADD, body: wrong, requestId })).body.code, 8002);
    assert.equal((await call({ path: ADD, body: bodyFor('Ada'), requestId })).body.code, 1004);
  });

  it('is one and the same under each of a merchant’s keys', async () => {
    const { call, merchant, newCredentials } = opened();
    const requestId = randomUUID();
    const first = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    const credentials = await newCredentials(merchant.id);
    const second = await call({ path: ADD, body: bodyFor('Ada'), requestId, credentials });
    assert.deepEqual(second.data, first.data);
  });

  it('of one merchant is nothing to another', async () => {
    const { call, newMerchant } = opened();
    const requestId = randomUUID();
    const { credentials } = await newMerchant();
    const ours = await call({ path: ADD, body: bodyFor('Ada'), requestId });
    const theirs = await call({ path: ADD, body: bodyFor('Grace'), requestId, credentials });
    assert.equal(theirs.body.code, 0, theirs.body.msg);
    assert.notDeepEqual(theirs.data, ours.data);
  });

  it('of a failed signature is not used up', async () => {
    const { call, merchant } = opened();
    const requestId = randomUUID();
    const credentials = { ...merchant.credentials, secretKey: 'another' };
    assert.equal((await call({ path: ADD, body: bodyFor('Ada'), requestId, credentials })).body.code, 1005);
    assert.equal((await call({ path: ADD, body: bodyFor('Ada'), requestId })).body.code, 0);
  });

  it('of what changes something is kept for a day, and free a little later', async () => {
    const { call, environment } = opened();
    const requestId = randomUUID();
    const add = () => call({ path: ADD, body: bodyFor('Ada'), requestId });
    const first = await add();
    environment.advance(24 * HOUR_MILLISECONDS);
    assert.deepEqual((await add()).data, first.data);
    environment.advance(HOUR_MILLISECONDS);
    const later = await add();
    assert.equal(later.body.code, 0, later.body.msg);
    assert.notDeepEqual(later.data, first.data);
  });

  it('of what only reads is kept while a copy of the request could verify', async () => {
    const { call, environment, signed, send } = opened();
    const { data } = await call({ path: ADD, body: bodyFor('Ada') });
    const message = await signed({
      path: INFO,
      body: JSON.stringify(data),
      signedAt: environment.now() + 60_000,
    });
    const first = await send(message);
    environment.advance(120_000);
    assert.deepEqual((await send(message)).data, first.data);
    environment.advance(1);
    assert.equal((await send(message)).body.code, 1002);
  });
});
