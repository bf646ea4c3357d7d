import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  BALANCES,
  CREATE,
  onEachEngine,
  READ,
  TOKEN,
  TRANSFER,
  unsigned,
} from '../../../../../test/support/easylink.ts';
import { withHeader } from '../../../../../test/support/messages.ts';
import { balancesOf } from '../../core/index.ts';

const COPIES = 100;
const TIMESTAMP_REFUSED = 990_000_004;
const NONCE_REUSED = 990_000_005;
const MINUTE_MILLISECONDS = 60_000;

onEachEngine('a nonce', (opened) => {
  it('takes effect once, however many copies of its request arrive together', async () => {
    const { newMerchant, signed, send, core } = opened();
    const merchant = await newMerchant();
    const message = await signed({ path: CREATE, body: TRANSFER, merchant });
    const answers = await Promise.all(Array.from({ length: COPIES }, () => send(message)));
    const codes = answers.map(({ code }) => code).sort((a, b) => a - b);
    assert.deepEqual(codes, [0, ...Array<number>(COPIES - 1).fill(NONCE_REUSED)]);
    const [rupiah] = await balancesOf(core.reader, merchant.id);
    assert.equal(rupiah?.held.minor, 53_500_00n);
    const row = await core.reader.get('select count(*) as payouts from payouts where merchant_id = $1', [
      merchant.id,
    ]);
    assert.equal(row?.payouts, 1n);
  });

  it('is used up by calls that only read, and on every path', async () => {
    const { call } = opened();
    assert.equal((await call({ path: BALANCES, nonce: 'read' })).code, 0);
    assert.equal((await call({ path: BALANCES, nonce: 'read' })).code, NONCE_REUSED);
    assert.equal((await call({ path: CREATE, body: TRANSFER, nonce: 'read' })).code, NONCE_REUSED);
    assert.equal((await call({ path: READ, body: { reference: 'x' }, nonce: 'read' })).code, NONCE_REUSED);
  });

  it('is used up by a call that is refused for its parameters', async () => {
    const { call } = opened();
    const short = { ...TRANSFER, reference: 'short', amount: '1' };
    assert.equal((await call({ path: CREATE, body: short, nonce: 'refused' })).code, 30_020_005);
    const enough = { ...TRANSFER, reference: 'short' };
    assert.equal((await call({ path: CREATE, body: enough, nonce: 'refused' })).code, NONCE_REUSED);
  });

  it('is not used up by a wrong signature or a wrong token', async () => {
    const { call, send, signed } = opened();
    const message = await signed({ path: BALANCES, nonce: 'kept' });
    assert.equal((await send({ ...message, body: Buffer.from('{"a":1}') })).code, 581_000_001);
    assert.equal((await call({ path: BALANCES, nonce: 'kept', token: 'x' })).status, 401);
    assert.equal((await send(message)).code, 0);
  });

  it('of one merchant is nothing to another', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    assert.equal((await call({ path: BALANCES, nonce: 'shared' })).code, 0);
    assert.equal((await call({ path: BALANCES, nonce: 'shared', merchant })).code, 0);
  });

  it('is told letter by letter', async () => {
    const { call } = opened();
    assert.equal((await call({ path: BALANCES, nonce: 'Letter' })).code, 0);
    assert.equal((await call({ path: BALANCES, nonce: 'letter' })).code, 0);
  });

  it('is kept for as long as its request could verify', async () => {
    const { newMerchant, signed, send, environment } = opened();
    const merchant = await newMerchant();
    const latest = environment.now() + 5 * MINUTE_MILLISECONDS;
    const message = await signed({ path: BALANCES, merchant, signedAt: latest });
    assert.equal((await send(message)).code, 0);
    environment.advance(10 * MINUTE_MILLISECONDS);
    // The token has ended meanwhile, and no signature covers it: a thief would put a new one in its place.
    const { appId: app_id, appSecret: app_secret } = merchant.credentials;
    const { data } = await send(unsigned(TOKEN, { app_id, app_secret }));
    const stolen = withHeader(message, 'Authorization', `Bearer ${data}`);
    assert.equal((await send(stolen)).code, NONCE_REUSED);
    environment.advance(1);
    assert.equal((await send(stolen)).code, TIMESTAMP_REFUSED);
  });
});
