import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { headerValue, type Message, upay } from '@countersign/signing';
import {
  CALLBACK_URL,
  firstAttempt,
  sentText,
  toldTo,
  verified,
} from '../../../../../test/support/callbacks.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { onEachEngine, type UpayMerchant } from '../../../../../test/support/upay.ts';
import { type Callback, CallbackUnsignable } from '../../callbacks/port.ts';
import {
  createInvoice,
  createPayout,
  draftInvoice,
  liveCredentialsOf,
  type PayoutCommand,
  revokeCredential,
  topUp,
} from '../../core/index.ts';
import { changePayout } from '../../core/payouts/change.ts';
import type { PayoutAction } from '../../core/payouts/decide.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { createUpayCallbacks } from './index.ts';

const usdt = requireAsset('USDT');

/** The decrypted notification that was observed, whose `detail` is JSON in a string. */
const OBSERVED = String.raw`{"event":"PO_ORDER_STATUS_CHANGE","trace":"TRACE202609250001","orderNo":"WH202609250001","timestamp":1727229600000,"detail":"{\"payerNo\":\"P1\",\"bankAccountNo\":\"B1\",\"orderNo\":\"ORD202609240001\",\"status\":7}"}`;

const CONFIRM_MILLISECONDS = 180_000;
const SENT: readonly PayoutAction[] = [
  { type: 'confirm' },
  { type: 'release' },
  { type: 'send', externalId: 'x' },
];

/** What can become of an order, and the statuses that it is told to have taken. */
const STORIES: readonly (readonly [
  name: string,
  actions: readonly PayoutAction[],
  statuses: readonly number[],
])[] = [
  ['success', [...SENT, { type: 'complete' }], [2, 3, 6, 7]],
  [
    'reviewed-and-failed',
    [
      { type: 'confirm', review: 'odd' },
      { type: 'fail', by: 'operator', reason: 'odd' },
    ],
    [2, 3, 5, 8],
  ],
  ['refunded', [...SENT, { type: 'return', reason: 'closed' }], [2, 3, 6, 11]],
  ['cancelled', [{ type: 'cancel' }], [2, 9]],
  ['not-confirmed', [{ type: 'expire' }], [2, 4]],
];

onEachEngine('UPay tells', (opened) => {
  const callbacks = () => createUpayCallbacks(opened().core);
  const told = (merchant: UpayMerchant) => toldTo(callbacks(), opened().core, merchant.id);

  /** An order of a merchant that has no other, and all that happens to it. */
  const ordered = async (actions: readonly PayoutAction[]): Promise<UpayMerchant> => {
    const { core, environment, newMerchant } = opened();
    const merchant = await newMerchant();
    const key = { merchantId: merchant.id, dialect: upay.name, number: 'ORD202609240001' };
    const command: PayoutCommand = {
      ...key,
      reference: 'PO0001',
      source: amountOf(usdt, 68_060_000n),
      amount: amountOf(requireAsset('USD'), 20_00n),
      fee: amountOf(usdt, 0n),
      beneficiary: {},
      destination: { kind: 'bank', bank: 'x', accountNumber: 'DE1', accountName: 'Ada Lovelace' },
      confirmBy: environment.now() + CONFIRM_MILLISECONDS,
      extra: { payerNo: 'P1', bankAccountNo: 'B1' },
    };
    await core.perform(async (transaction) => {
      const amount = amountOf(usdt, 100_000_000n);
      await topUp(transaction, core, { merchantId: merchant.id, amount, reference: 'opening' });
      assert.equal((await createPayout(transaction, core, command)).outcome, 'created');
    });
    for (const action of actions) {
      const passed = action.type === 'expire' ? CONFIRM_MILLISECONDS : 0;
      environment.advance(passed);
      const changed = await core.perform((transaction) => changePayout(transaction, core, key, action));
      environment.advance(-passed);
      assert.equal(changed.outcome, 'changed', action.type);
    }
    return merchant;
  };

  const firstOf = async (merchant: UpayMerchant): Promise<Callback> => {
    const [{ callback } = assert.fail()] = await told(merchant);
    return callback;
  };

  /** What the merchant reads, and all of the message but what encryption makes another each time. */
  const opening = async (sent: Message, { credentials }: UpayMerchant, receivedAt: number) => {
    const { payload } = await verified(upay, sent, { credentials, receivedAt });
    const headers = sent.headers.filter(([name]) => name !== 'X-UPA-SIGN');
    const plaintext = Buffer.from(payload).toString('utf8');
    return { plaintext, text: sentText({ ...sent, headers }, payload), body: JSON.parse(plaintext) };
  };

  for (const [name, actions, statuses] of STORIES) {
    it(`each status of an order, in bytes that stay: ${name}`, async () => {
      const { environment } = opened();
      const merchant = await ordered(actions);
      const at = environment.now();
      const shown: number[] = [];
      const texts: string[] = [];
      const traces = new Set<string>();
      for (const { event, callback } of await told(merchant)) {
        const sent = await firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
        const { body, text } = await opening(sent, merchant, at);
        assert.match(Buffer.from(sent.body).toString(), /^[\w-]+(?:\.[\w-]+){4}$/u);
        assert.equal(body.orderNo, callback.eventId);
        assert.equal(body.orderNo, event.id.replaceAll('-', ''));
        assert.equal(headerValue(sent, 'X-UPA-REQUESTID'), body.orderNo);
        shown.push(JSON.parse(body.detail).status);
        traces.add(body.trace);
        texts.push(text);
      }
      assert.deepEqual(shown, statuses);
      assert.equal(traces.size, 1);
      assertGolden(path.join(import.meta.dirname, `golden/callback-${name}.http`), texts.join('\n'));
    });
  }

  it('it in the words that were observed', async () => {
    const merchant = await ordered([...SENT, { type: 'complete' }]);
    const { callback } = (await told(merchant)).at(-1) ?? assert.fail();
    const at = 1_727_229_600_000;
    const sent = await firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
    const { plaintext, body } = await opening(sent, merchant, at);
    const expected = OBSERVED.replace('TRACE202609250001', body.trace).replace(
      'WH202609250001',
      callback.eventId,
    );
    assert.equal(plaintext, expected);
  });

  it('nothing of what is no payout', async () => {
    const { core, environment, newMerchant } = opened();
    const merchant = await newMerchant();
    const draft = await draftInvoice(core, {
      ...{ merchantId: merchant.id, dialect: upay.name, number: 'I1', description: '' },
      ...{ priced: amountOf(usdt, 1n), expiresAt: environment.now() + 1 },
    });
    await core.perform((transaction) => createInvoice(transaction, core, draft));
    assert.deepEqual(await told(merchant), []);
  });

  it('it again with the time and id of the first push, within a minute; later with the time of then', async () => {
    const { environment } = opened();
    const merchant = await ordered([]);
    const callback = await firstOf(merchant);
    const firstAt = environment.now();
    const times: (readonly [number, number])[] = [];
    for (const later of [0, 3_000, 60_000, 60_001, 86_400_000]) {
      const attempt = { merchantId: merchant.id, callback, url: CALLBACK_URL, firstAt, number: 1 };
      const sent = await callbacks().sign({ ...attempt, at: firstAt + later });
      const { body } = await opening(sent, merchant, firstAt + later);
      assert.equal(headerValue(sent, 'X-UPA-TIMESTAMP'), String(body.timestamp));
      assert.equal(headerValue(sent, 'X-UPA-REQUESTID'), callback.eventId);
      times.push([later, body.timestamp - firstAt]);
    }
    assert.deepEqual(times, [
      [0, 0],
      [3_000, 0],
      [60_000, 0],
      [60_001, 60_001],
      [86_400_000, 86_400_000],
    ]);
  });

  it('an address that it is to be verified', async () => {
    const { environment, merchant } = opened();
    const url = 'https://shop.example/upay';
    const callback = callbacks().verification(url);
    assert.equal(callback.url, url);
    const at = environment.now();
    const sent = await firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
    assert.equal(sent.url, url);
    const { body } = await opening(sent, merchant, at);
    const { eventId } = callback;
    assert.deepEqual(body, {
      ...{ event: 'NE_VERIFY', trace: eventId, orderNo: eventId, timestamp: at, detail: {} },
    });
    assert.notEqual(callbacks().verification(url).eventId, eventId);
  });

  it('it with the newest key; nothing, while the merchant has none', async () => {
    const { core, environment, newCredentials } = opened();
    const merchant = await ordered([]);
    const callback = await firstOf(merchant);
    const at = environment.now();
    const credentials = await newCredentials(merchant.id);
    const signed = () => firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
    await verified(upay, await signed(), { credentials, receivedAt: at });
    await core.perform(async (transaction) => {
      for (const credential of await liveCredentialsOf(core, merchant.id, upay.name)) {
        await revokeCredential(transaction, core, credential);
      }
    });
    await assert.rejects(signed(), CallbackUnsignable);
  });

  it('takes SUCCESS with status 200 as heard, in any letter case', () => {
    const { isAcknowledged } = callbacks();
    const heard = (status: number, body: string) => isAcknowledged({ status, body: Buffer.from(body) });
    assert.ok(heard(200, 'SUCCESS') && heard(200, ' success\n'));
    assert.ok(!heard(200, '') && !heard(200, 'OK') && !heard(201, 'SUCCESS') && !heard(500, 'SUCCESS'));
  });
});
