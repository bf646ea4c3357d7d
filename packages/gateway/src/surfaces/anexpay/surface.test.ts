import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import type { Message } from '@countersign/signing';
import { CREATE, ORDER, onEachEngine, READ, TOKEN, unsigned } from '../../../../../test/support/anexpay.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { transcript } from '../../../../../test/support/messages.ts';

const SHOWN_HEADERS = ['content-type', 'www-authenticate', 'signature', 'timestamp'];

onEachEngine('ANexPay', (opened) => {
  it('answers each call as it always did', async () => {
    const { merchant, signed, send } = opened();
    const golden = async (name: string, message: Message) => {
      const text = transcript(message, await send(message), SHOWN_HEADERS);
      assertGolden(path.join(import.meta.dirname, `golden/${name}.http`), text);
    };
    await golden('create-order', await signed({ path: CREATE, body: ORDER }));
    await golden('create-order-duplicate', await signed({ path: CREATE, body: { ...ORDER, fiat: null } }));
    await golden('order-information', await signed({ path: `${READ}?orderNo=${ORDER.orderNo}` }));
    await golden('order-information-unknown', await signed({ path: `${READ}?orderNo=x` }));
    await golden('token-missing', unsigned({ path: `${READ}?orderNo=x` }));
    const { signKey: _, ...credentials } = merchant.credentials;
    const body = { grantType: 'password', ...credentials };
    await golden('token', unsigned({ path: TOKEN, body }));
    await golden('token-refused', unsigned({ path: TOKEN, body: { ...body, apiSecret: 'x' } }));
  });

  const HTTP_PROBLEMS = [
    ['a path that is none', 'POST', '/checkout/nothing', 404],
    ['a path of its own with a slash too many', 'POST', `${CREATE}/`, 404],
    ['another method', 'GET', CREATE, 405],
    ['a path that is no UTF-8', 'GET', '/checkout/%ff', 400],
    ['a path without end', 'GET', `/checkout/${'x'.repeat(9_000)}`, 414],
  ] as const;
  for (const [what, method, url, status] of HTTP_PROBLEMS) {
    it(`answers in its envelope: ${what}`, async () => {
      const answer = await opened().send({ method, url });
      assert.deepEqual([answer.status, answer.retcode, answer.retdata], [status, String(status), null]);
      assert.notEqual(answer.retmsg, '');
    });
  }

  it('answers in its envelope: a body too large', async () => {
    const body = { ...ORDER, customerId: 'x'.repeat(1_024 * 1_024) };
    const answer = await opened().call({ path: CREATE, body });
    assert.deepEqual([answer.status, answer.retcode, answer.retdata], [413, '413', null]);
  });

  it('writes no secret into its log', async () => {
    const { call, send, merchant, log } = opened();
    const { signKey: _, ...credentials } = merchant.credentials;
    await call({ path: CREATE, body: { ...ORDER, orderNo: 'logged' } });
    await send(
      unsigned({ path: TOKEN, body: { grantType: 'password', ...credentials, apiSecret: 'attempt' } }),
    );
    const written = JSON.stringify(log());
    const { apiKey, apiSecret, signKey, password } = merchant.credentials;
    for (const secret of [apiKey, apiSecret, signKey, password, merchant.token, 'attempt']) {
      assert.ok(!written.includes(secret), secret);
    }
  });
});
