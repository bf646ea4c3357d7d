import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import { assertGolden } from '../../../../../test/support/golden.ts';
import {
  onEachEngine,
  payerForm,
  type UpayAnswer,
  type UpayBody,
  type UpayCall,
} from '../../../../../test/support/upay.ts';
import { topUp } from '../../core/index.ts';
import { problem } from '../../http/problem.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { seedUpaySandbox } from './sandbox.ts';
import { createUpaySurface } from './surface.ts';

const ASSET = '/api/v1/merchant/asset';
const FORM = '/api/v1/payout/payer/dynamic/form';
const ADD = '/api/v1/payout/payer/add';
const INFO = '/api/v1/payout/payer/info';

/** What chance makes is left out: the keys, and therefore the ciphertexts and signatures. */
const CHANCE = /(?<=X-UPA-SIGN: )\S+|(?<="payload":")[^"]+/gu;

/** Request and answer as on the wire, and beside what was encrypted, the plaintext. */
function transcript(call: UpayCall, sent: Message, answer: UpayAnswer): string {
  const received = ['content-type', 'x-upa-requestid', 'x-upa-timestamp'];
  const lines = [
    `${sent.method} ${sent.url}`,
    ...sent.headers.map(([name, value]) => `${name}: ${value}`),
    '',
    Buffer.from(sent.body).toString('utf8'),
    ...(call.body === undefined ? [] : ['', `plaintext: ${call.body}`]),
    '',
    `HTTP ${answer.status}`,
    ...received.map((name) => `${name}: ${answer.headers.get(name)}`),
    '',
    answer.text,
    ...(answer.data === answer.body.data ? [] : ['', `plaintext: ${JSON.stringify(answer.data)}`]),
    '',
  ];
  return lines.join('\n').replaceAll(CHANCE, '…');
}

onEachEngine('UPay', (opened) => {
  it('answers each call as it always did', async () => {
    const { core, merchant, signed, send } = opened();
    await core.perform((transaction) =>
      topUp(transaction, core, {
        merchantId: merchant.id,
        amount: amountOf(requireAsset('USDT'), 477_120_000n),
        reference: 'golden',
      }),
    );
    const golden = async (name: string, call: UpayCall) => {
      const sent = await signed({ ...call, requestId: `golden-${name}` });
      const answer = await send(sent);
      const text = transcript(call, sent, answer).replaceAll(merchant.credentials.apiKey, '…');
      assertGolden(path.join(import.meta.dirname, `golden/${name}.http`), text);
      return answer;
    };
    await golden('merchant-asset', { path: ASSET });
    await golden('payer-dynamic-form', { path: FORM });
    const body = JSON.stringify({ subject: 'person', formData: payerForm() });
    const { data } = await golden('payer-add', { path: ADD, body });
    await golden('payer-info', { path: INFO, body: JSON.stringify(data) });
    await golden('payer-add-refused', {
      path: ADD,
      body: JSON.stringify({ subject: 'person', formData: payerForm({ contact: undefined }) }),
    });
  });

  it('says what a merchant has in each coin, and what of it is set aside', async () => {
    const { call, core, newMerchant } = opened();
    const { id, credentials } = await newMerchant();
    const nothing = await call({ path: ASSET, credentials });
    assert.deepEqual(nothing.body.data, [
      { coinId: '458884', symbol: 'USDT', balance: '0', frozen: '0' },
      { coinId: '458888', symbol: 'USDC', balance: '0', frozen: '0' },
    ]);
    await core.perform((transaction) => seedUpaySandbox(transaction, core, { id }));
    const seeded = await call({ path: ASSET, credentials });
    assert.deepEqual(seeded.body.data, [
      { coinId: '458884', symbol: 'USDT', balance: '500000', frozen: '0' },
      { coinId: '458888', symbol: 'USDC', balance: '500000', frozen: '0' },
    ]);
  });

  it('dates its answers in milliseconds above and in seconds within', async () => {
    const { call, environment } = opened();
    const { headers, body } = await call({ path: ASSET });
    assert.equal(headers.get('x-upa-timestamp'), String(environment.now()));
    assert.equal(body.ts, Math.floor(environment.now() / 1_000));
  });

  it('takes parameters that a plain path does not know', async () => {
    assert.equal((await opened().call({ path: FORM, body: '{"subject":"person"}' })).body.code, 0);
  });

  it('says 900 to come again later, and 500 for what went wrong here, and no more of it', async () => {
    const { core, signed } = opened();
    const surface = createUpaySurface({ core, decoy: { id: '', merchantId: '', fields: {}, allowlist: [] } });
    const { method, url, headers, body } = await signed({ path: ASSET, requestId: 'one' });
    const request = { ...REQUEST, method, url, path: url, headers, body };
    for (const [problemCode, code] of [
      ['unavailable', 900],
      ['internal', 500],
    ] as const) {
      const response = await surface.failed(request, problem(problemCode));
      const answer: UpayBody = JSON.parse(String(response.body));
      assert.equal(response.status, 200);
      assert.equal(answer.code, code);
      assert.ok(response.headers?.some(([name, value]) => name === 'X-UPA-REQUESTID' && value === 'one'));
    }
  });

  describe('answers in its envelope', () => {
    const CASES = [
      ['POST', '/api/v1/payout/order/nothing', 404],
      ['POST', '/api/v1/merchant/asset/', 404],
      ['GET', ASSET, 405],
    ] as const;
    for (const [method, target, code] of CASES) {
      it(`${method} ${target} with ${code}`, async () => {
        const response = await fetch(opened().origin + target, { method });
        const body = (await response.json()) as UpayBody;
        assert.equal(response.status, 200);
        assert.equal(body.code, code);
        assert.equal(body.success, false);
      });
    }
  });
});

const REQUEST = {
  query: undefined,
  clientAddress: '127.0.0.1',
  receivedAt: 0,
  id: '',
  pathParameters: {},
  observe: () => undefined,
};
