import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  BALANCES,
  CREATE,
  onEachEngine,
  READ,
  TOKEN,
  TRANSFER,
  unsigned,
} from '../../../../../test/support/easylink.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { transcript } from '../../../../../test/support/messages.ts';

const SHOWN_HEADERS = ['content-type', 'www-authenticate'];

onEachEngine('EasyLink', (opened) => {
  it('answers each call as it always did', async () => {
    const { merchant, signed, send } = opened();
    const golden = async (name: string, message: Message) => {
      const text = transcript(message, await send(message), SHOWN_HEADERS);
      assertGolden(path.join(import.meta.dirname, `golden/${name}.http`), text);
    };
    const goldenCall = async (name: string, target: string, body: object) =>
      golden(name, await signed({ path: target, body, nonce: `golden-${name}` }));
    const { appId: app_id, appSecret: app_secret } = merchant.credentials;
    await golden('get-access-token', unsigned(TOKEN, { app_id, app_secret }));
    await golden('get-access-token-refused', unsigned(TOKEN, { app_id, app_secret: 'x' }));
    await goldenCall('create-domestic-transfer', CREATE, TRANSFER);
    await goldenCall('create-domestic-transfer-duplicate', CREATE, TRANSFER);
    await goldenCall('get-domestic-transfer', READ, { reference: TRANSFER.reference });
    await goldenCall('get-domestic-transfer-unknown', READ, { reference: 'x' });
    await goldenCall('balances', BALANCES, {});
    await golden('token-missing', unsigned(BALANCES));
  });

  const HTTP_PROBLEMS = [
    ['a path that is none', 'POST', '/transfer/nothing', 404, 990_000_404],
    ['a path of its own with a slash too many', 'POST', `${BALANCES}/`, 404, 990_000_404],
    ['GET, which one client sends', 'GET', `${READ}?reference=1`, 405, 990_000_405],
    ['a path that is no UTF-8', 'POST', '/transfer/%ff', 400, 990_000_400],
  ] as const;
  for (const [what, method, url, status, code] of HTTP_PROBLEMS) {
    it(`answers in its envelope: ${what}`, async () => {
      const answer = await opened().send({ method, url });
      assert.deepEqual([answer.status, answer.code, answer.data], [status, code, null]);
      assert.notEqual(answer.message, '');
    });
  }

  it('answers in its envelope: a body too large', async () => {
    const answer = await opened().send(unsigned(CREATE, { description: 'x'.repeat(1_024 * 1_024) }));
    assert.deepEqual([answer.status, answer.code, answer.data], [413, 990_000_413, null]);
  });

  it('takes what Laravel sends for no parameters', async () => {
    assert.equal((await opened().call({ path: BALANCES, body: '[]' })).code, 0);
    assert.equal((await opened().call({ path: BALANCES, body: '' })).code, 0);
  });

  it('writes neither secrets nor personal data into its log', async () => {
    const { call, merchant, log } = opened();
    await call({ path: CREATE, body: { ...TRANSFER, reference: 'logged' } });
    await call({ path: CREATE, body: { ...TRANSFER, reference: 'logged', amount: 'x' } });
    const { appKey, appSecret } = merchant.credentials;
    const written = JSON.stringify(log());
    const hidden = [TRANSFER.account_holder_name, TRANSFER.account_number, TRANSFER.description];
    for (const text of [...hidden, appKey, appSecret, merchant.token]) {
      assert.ok(!written.includes(text), text);
    }
  });
});
