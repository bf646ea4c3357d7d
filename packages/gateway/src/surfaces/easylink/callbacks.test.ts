import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { easylink, headerValue, message } from '@countersign/signing';
import { firstAttempt, sentText, toldTo, verified } from '../../../../../test/support/callbacks.ts';
import { onEachEngine, READ, type TestEasylink } from '../../../../../test/support/easylink.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import {
  accountCommand,
  openedFrom,
  paymentTo,
  report,
} from '../../../../../test/support/virtual-accounts.ts';
import { type CallbackDialect, CallbackUnsignable, type HappenedEvent } from '../../callbacks/port.ts';
import {
  createPayout,
  issueCredential,
  liveCredentialsOf,
  type PayoutCommand,
  revokeCredential,
} from '../../core/index.ts';
import { changePayout } from '../../core/payouts/change.ts';
import type { PayoutAction } from '../../core/payouts/decide.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { createEasylinkCallbacks } from './index.ts';

const idr = requireAsset('IDR');

const vectors = JSON.parse(
  readFileSync(new URL('../../../../signing/vectors/easylink.json', import.meta.url), 'utf8'),
);
/** Published keys that protect nothing: with them, signatures are the same in every run. */
const KEYS = vectors.credentials.throwAwayKeyPairs;
const VECTOR = vectors.vectors.find(({ id }: { id: string }) => id === 'V5');

/** Numbers and amounts of the notification that was observed in a public client. */
const OBSERVED = {
  number: '202510162200620000082571',
  reference: 'TRX-2025.10.30-BROIP4S4RU',
  amount: amountOf(idr, 100_123_00n),
  fee: amountOf(idr, 3_500_00n),
} as const;

interface Merchant {
  readonly id: string;
  readonly credentials: typeof KEYS;
}

/** A merchant whose newest app key is known, and that key. */
async function merchantWithKeys({ core, newMerchant }: TestEasylink, appKey: string): Promise<Merchant> {
  const { id } = await newMerchant();
  const { platformPrivateKey, ...publicKeys } = { ...KEYS, appKey };
  const { merchantPrivateKey: _, ...shown } = publicKeys;
  await core.perform((transaction) =>
    issueCredential(transaction, core, {
      ...{ merchantId: id, dialect: 'easylink', keyId: appKey, public: shown },
      secrets: { platformPrivateKey },
    }),
  );
  return { id, credentials: { appKey, platformPublicKey: KEYS.platformPublicKey } };
}

/** A payout, and all that happens to it. */
async function transferred(
  { core }: TestEasylink,
  merchant: Merchant,
  actions: readonly PayoutAction[],
  more: Partial<PayoutCommand> = {},
): Promise<void> {
  const key = { merchantId: merchant.id, dialect: 'easylink', number: more.number ?? OBSERVED.number };
  const command = {
    ...{ ...OBSERVED, ...key, beneficiary: {} },
    destination: { kind: 'bank', bank: '2', accountNumber: '8730700000000001', accountName: 'Budi' },
    ...more,
  } as const;
  const creation = await core.perform((transaction) => createPayout(transaction, core, command));
  assert.equal(creation.outcome, 'created');
  for (const action of actions) {
    const { outcome } = await core.perform((transaction) => changePayout(transaction, core, key, action));
    assert.equal(outcome, 'changed', action.type);
  }
}

const SENT: readonly PayoutAction[] = [{ type: 'release' }, { type: 'send', externalId: 'x' }];

/** What can become of a transfer, and which states that is told as. */
const STORIES: readonly (readonly [name: string, actions: readonly PayoutAction[], states: string])[] = [
  ['completed', [...SENT, { type: 'complete' }], '1 6 7'],
  [
    'reviewed-and-returned',
    [
      ...SENT,
      { type: 'review', by: 'rail', reason: 'the name differs' },
      { type: 'complete' },
      { type: 'return', reason: 'account closed' },
    ],
    '1 6 4 6 7 10',
  ],
  ['failed', [...SENT, { type: 'fail', by: 'rail', reason: 'no such account' }], '1 6 9'],
  ['cancelled', [{ type: 'cancel' }], '1 8'],
];

onEachEngine('EasyLink notifies', (opened) => {
  const callbacks = (): CallbackDialect => createEasylinkCallbacks(opened().core);
  let merchants = 0;
  const newMerchant = () => {
    merchants += 1;
    return merchantWithKeys(opened(), `app-key-${merchants}`);
  };
  const told = (merchant: Merchant) => toldTo(callbacks(), opened().core, merchant.id);

  for (const [name, actions, states] of STORIES) {
    it(`of each state of a transfer, in bytes that stay: ${name}`, async () => {
      const { environment } = opened();
      const merchant = await merchantWithKeys(opened(), `golden-${name}`);
      await transferred(opened(), merchant, actions);
      const at = environment.now();
      const texts: string[] = [];
      const shown: string[] = [];
      for (const { callback } of await told(merchant)) {
        const sent = await firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
        const { payload } = await verified(easylink, sent, { ...merchant, receivedAt: at });
        const { disbursement_id, state } = JSON.parse(Buffer.from(payload).toString('utf8'));
        assert.equal(callback.purpose, 'transfer');
        assert.equal(callback.url, undefined);
        assert.equal(callback.eventId, `${disbursement_id}:${state}`);
        shown.push(state);
        texts.push(sentText(sent));
      }
      assert.equal(shown.join(' '), states);
      assertGolden(path.join(import.meta.dirname, `golden/callback-transfer-${name}.http`), texts.join('\n'));
    });
  }

  it('of a payment to a virtual account, at the other address, in bytes that stay', async () => {
    const { core, environment } = opened();
    const merchant = await merchantWithKeys(opened(), 'golden-account');
    const account = await openedFrom(core, {
      ...accountCommand({ environment, merchantId: merchant.id }, { reference: 'EXT-0001' }),
    });
    await report(core, [paymentTo(account, 'a', 10_050n, 'seen'), paymentTo(account, 'a', 10_050n)]);
    const [{ event, callback } = assert.fail(), ...others] = await told(merchant);
    assert.deepEqual([callback.purpose, others], ['virtual_account', []]);
    const at = environment.now();
    const sent = await firstAttempt(callbacks(), callback, { merchantId: merchant.id, at });
    const { payload } = await verified(easylink, sent, { ...merchant, receivedAt: at });
    const { disbursement_id, ...body } = JSON.parse(Buffer.from(payload).toString('utf8'));
    assert.match(disbursement_id, /^20260101\d{16}$/u);
    assert.equal(callback.eventId, `${disbursement_id}:7`);
    assert.equal(event.kind, 'virtual_account.received');
    const { accountNumber: virtual_account, ...shown } = { ...account };
    assert.deepEqual([body.virtual_account, body.reference_id], [virtual_account, shown.reference]);
    assertGolden(path.join(import.meta.dirname, 'golden/callback-virtual-account.http'), sentText(sent));
  });

  it('nothing of what is no news: a confirmation, an account that is opened or ends', async () => {
    const { core } = opened();
    const merchant = await newMerchant();
    await transferred(opened(), merchant, []);
    await openedFrom(core, accountCommand({ ...opened(), merchantId: merchant.id }));
    const kinds = (await eventsOf(core.reader, merchant.id)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ['payout.created', 'payout.confirmed', 'virtual_account.active']);
    assert.deepEqual(
      (await told(merchant)).map(({ event }) => event.kind),
      ['payout.created'],
    );
  });

  it('of a transfer that was not confirmed in time, as cancelled', async () => {
    const { environment } = opened();
    const merchant = await newMerchant();
    const confirmBy = environment.now() + 300_000;
    await transferred(opened(), merchant, [], { confirmBy });
    environment.advance(300_000);
    const { core } = opened();
    const key = { merchantId: merchant.id, dialect: 'easylink', number: OBSERVED.number };
    await core.perform((transaction) => changePayout(transaction, core, key, { type: 'expire' }));
    environment.advance(-300_000);
    const states = (await told(merchant)).map(({ callback }) => JSON.parse(callback.body).state);
    assert.deepEqual(states, ['1', '8']);
  });

  it('with the body that was observed, to which the signature of the vector belongs', async () => {
    const { core } = opened();
    const merchant = await newMerchant();
    await transferred(opened(), merchant, [...SENT, { type: 'complete' }]);
    const events = await eventsOf(core.reader, merchant.id);
    const completed = events.find(({ kind }) => kind === 'payout.completed') ?? assert.fail();
    const event: HappenedEvent = { ...completed, createdAt: Date.parse('2025-10-16T15:33:02+07:00') };
    const callback = await callbacks().render(event);
    assert.equal(callback?.body, VECTOR.message.body);
    const sent = message({ ...VECTOR.message, body: callback?.body });
    await verified(easylink, sent, {
      credentials: vectors.credentials[VECTOR.credentials],
      receivedAt: VECTOR.at,
    });
  });

  it('not why a transfer is reviewed, and neither does the transfer that is read', async () => {
    const { call, newMerchant } = opened();
    const caller = await newMerchant();
    const merchant: Merchant = { ...caller, credentials: {} };
    await transferred(opened(), merchant, [{ type: 'review', by: 'operator', reason: 'looks odd' }]);
    const bodies = (await told(merchant)).map(({ callback }) => JSON.parse(callback.body));
    assert.deepEqual(
      bodies.map(({ state, reason }) => [state, reason]),
      [
        ['1', ''],
        ['4', ''],
      ],
    );
    const { data } = await call({ path: READ, body: { reference: OBSERVED.reference }, merchant: caller });
    assert.deepEqual([data?.state, data?.reason], ['4', '']);
  });

  describe('signed', () => {
    it('afresh in each attempt, so that a late one verifies as well', async () => {
      const { environment } = opened();
      const merchant = await newMerchant();
      await transferred(opened(), merchant, []);
      const [{ callback } = assert.fail()] = await told(merchant);
      const firstAt = environment.now();
      const at = firstAt + 86_400_000;
      const url = 'https://merchant.example/';
      const late = await callbacks().sign({ merchantId: merchant.id, callback, url, at, firstAt, number: 9 });
      assert.equal((await verified(easylink, late, { ...merchant, receivedAt: at })).signedAt, at);
    });

    it("with the merchant's newest app key; not at all, while it has none", async () => {
      const { core, environment } = opened();
      const { id: merchantId } = await merchantWithKeys(opened(), 'older');
      const callback = { purpose: 'transfer', eventId: 'x', contentType: 'application/json', body: '{}' };
      const at = environment.now();
      const signed = () => firstAttempt(callbacks(), callback, { merchantId, at });
      assert.equal(headerValue(await signed(), 'X-EasyLink-AppKey'), 'older');
      const live = await liveCredentialsOf(core, merchantId, 'easylink');
      await core.perform(async (transaction) => {
        for (const credential of live) await revokeCredential(transaction, core, credential);
      });
      await assert.rejects(signed(), CallbackUnsignable);
    });
  });

  it('takes any answer with status 200 as heard', () => {
    const { isAcknowledged } = callbacks();
    const body = Buffer.from('{"status":"success","message":"Webhook received"}');
    const statuses = [200, 201, 204, 302, 400, 500].filter((status) => isAcknowledged({ status, body }));
    assert.deepEqual(statuses, [200]);
  });
});
