import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { basicex } from '@countersign/signing';
import { startBasicex, type TestBasicex } from '../../../../../test/support/basicex.ts';
import { ON_CHAIN, paymentsOf } from '../../../../../test/support/basicex-payments.ts';
import { toldTo, verified } from '../../../../../test/support/callbacks.ts';
import { forEachEngine } from '../../../../../test/support/engines.ts';
import { signingVector } from '../../../../../test/support/signing-vectors.ts';
import { type Callback, type CallbackDialect, CallbackUnsignable } from '../../callbacks/port.ts';
import { issueCredential, listCredentials, revokeCredential } from '../../core/index.ts';
import { createBasicexCallbacks } from './index.ts';

forEachEngine((engine) => {
  let opened: TestBasicex;
  let callbacks: CallbackDialect;
  before(async () => {
    opened = await startBasicex(engine);
    callbacks = createBasicexCallbacks({ core: opened.core, platform: opened.authority.platform });
  });
  after(() => opened?.close());

  /** A new merchant, and what it is told of an invoice that is paid. */
  const paid = async (more: object = {}) => {
    const of = await opened.newMerchant();
    const { createInvoice, pay } = paymentsOf(opened, of);
    await pay(await createInvoice({ ...ON_CHAIN, ...more }), 10_250_000n);
    const told = await toldTo(callbacks, opened.core, of.merchant.id);
    return { ...of, told, callback: told[0]?.callback ?? assert.fail() };
  };
  const signed = (merchantId: string, callback: Callback, number = 1) => {
    const at = opened.environment.now();
    const url = callback.url ?? assert.fail();
    return callbacks.sign({ merchantId, callback, url, at, firstAt: at, number });
  };

  it('tells that an invoice is being paid to those only who asked for it', async () => {
    const typesOf = ({ told }: Awaited<ReturnType<typeof paid>>) =>
      told.map(({ callback }) => JSON.parse(callback.body).type);
    assert.deepEqual(typesOf(await paid()), ['invoice.completed']);
    const asked = await paid({ sendPaidNotification: true });
    assert.deepEqual(typesOf(asked), ['invoice.paid', 'invoice.completed']);
  });

  it('goes to the url that came with the payment, byte for byte', async () => {
    const notificationUrl = 'https://SHOP.example:443/a/../notify/?x=%7E&y=[1]';
    const { merchant, callback } = await paid({ notificationUrl });
    assert.equal(callback.url, notificationUrl);
    assert.equal((await signed(merchant.id, callback)).url, notificationUrl);
  });

  it('goes to the account’s address where the payment has none', async () => {
    const of = await opened.newMerchant();
    await paymentsOf(opened, of).createPayout();
    const [payout] = await toldTo(callbacks, opened.core, of.merchant.id);
    assert.deepEqual([payout?.callback.url, payout?.callback.purpose], [undefined, 'default']);
  });

  it('says at its end how often it was tried before, and is signed over that too', async () => {
    const { core } = opened;
    const { merchant } = await opened.newMerchant();
    const { message, credentials } = signingVector('basicex', 'W3');
    await core.perform((transaction) =>
      issueCredential(transaction, core, {
        ...{ merchantId: merchant.id, dialect: 'basicex', keyId: 'of the vector' },
        secrets: { secretKey: credentials.secretKey ?? '' },
      }),
    );
    const body = Buffer.from(message.body).toString('utf8').replace('"retriesNum":8', '"retriesNum":0');
    const { url } = message;
    const callback = { url, purpose: 'default', eventId: '', contentType: 'application/json', body };
    const ninth = await signed(merchant.id, callback, 9);
    assert.equal(Buffer.from(ninth.body).toString('utf8'), Buffer.from(message.body).toString('utf8'));
    assert.deepEqual(new Map(ninth.headers), new Map(message.headers));
  });

  it('is signed with the platform’s certificate for who has no key, and by nobody for who has nothing', async () => {
    const { core, authority, environment } = opened;
    const { merchant, callback } = await paid();
    const revoke = async (kind: string) => {
      const credentials = await listCredentials(core.reader, merchant.id);
      const found = credentials.find((each) => each.kind === kind) ?? assert.fail();
      await core.perform((transaction) => revokeCredential(transaction, core, found));
    };
    await revoke('key');
    const message = await signed(merchant.id, callback);
    const credentials = { platformCertificate: authority.platform.certificate };
    await verified(basicex, message, { credentials, receivedAt: environment.now() });
    const names = message.headers.map(([name]) => name);
    assert.deepEqual(names, ['Content-Type', 'X-Webhook-Signature-Serial', 'X-Webhook-Signature']);
    await revoke('certificate');
    await assert.rejects(signed(merchant.id, callback), CallbackUnsignable);
  });

  it('is heard with an answer of 200, and with no other', () => {
    const heard = (status: number) => callbacks.isAcknowledged({ status, body: Buffer.from('') });
    assert.deepEqual([200, 201, 204, 302, 500].map(heard), [true, false, false, false, false]);
  });

  it('is tried again after delays that double', () => {
    const { delaysMilliseconds: delays } = callbacks.schedule;
    assert.deepEqual(delays.slice(0, 4), [15_000, 30_000, 60_000, 120_000]);
    assert.deepEqual([delays.length, delays.at(-1)], [13, 61_440_000]);
  });
});
