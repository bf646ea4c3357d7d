import assert from 'node:assert/strict';
import { it } from 'node:test';
import { headerValue } from '@countersign/signing';
import { onEachEngine } from '../../../../../test/support/anexpay.ts';
import { DUE_MINOR, paymentsOf } from '../../../../../test/support/anexpay-payments.ts';
import { toldTo } from '../../../../../test/support/callbacks.ts';
import { signingVector } from '../../../../../test/support/signing-vectors.ts';
import { CallbackUnsignable } from '../../callbacks/port.ts';
import { issueCredential, listCredentials, revokeCredential } from '../../core/index.ts';
import { createAnexpayCallbacks } from './index.ts';

onEachEngine('a callback of ANexPay’s', (opened) => {
  const callbacks = () => createAnexpayCallbacks(opened().core);
  const issue = (merchantId: string, signKey: string) => {
    const { core } = opened();
    const of = { merchantId, dialect: 'anexpay', keyId: core.newId(), secrets: { signKey } };
    return core.perform((transaction) => issueCredential(transaction, core, of));
  };

  it('is signed over its time and its body, as the documentation’s sample is', async () => {
    const { message, credentials, at } = signingVector('anexpay', 'W1');
    const { id: merchantId } = await opened().newMerchant();
    await issue(merchantId, credentials.signKey ?? '');
    const { url } = message;
    const body = Buffer.from(message.body).toString('utf8');
    const callback = { purpose: 'default', eventId: '', contentType: 'application/json', body };
    const attempt = { merchantId, callback, url, at, firstAt: at, number: 1 };
    const signed = await callbacks().sign(attempt);
    assert.deepEqual(new Map(signed.headers), new Map(message.headers));
    assert.equal(Buffer.from(signed.body).toString('utf8'), body);
  });

  it('is signed anew in each attempt, and its body is always the same', async () => {
    const { core, newMerchant, environment } = opened();
    const merchant = await newMerchant();
    const { createOrder, pay } = paymentsOf(opened(), merchant);
    await pay(await createOrder('again'), DUE_MINOR);
    const [{ callback } = assert.fail()] = await toldTo(callbacks(), core, merchant.id);
    const [url, firstAt] = ['https://merchant.example/callbacks', environment.now()];
    const attempt = { merchantId: merchant.id, callback, url, firstAt };
    const first = await callbacks().sign({ ...attempt, at: firstAt, number: 1 });
    const second = await callbacks().sign({ ...attempt, at: firstAt + 15_000, number: 2 });
    assert.deepEqual(second.body, first.body);
    assert.equal(headerValue(second, 'TIMESTAMP'), String(firstAt + 15_000));
    assert.notEqual(headerValue(second, 'SIGNATURE'), headerValue(first, 'SIGNATURE'));
  });

  it('goes to the account’s address, and is known by an id that no two share', async () => {
    const { core, newMerchant } = opened();
    const merchant = await newMerchant();
    const { createOrder, pay } = paymentsOf(opened(), merchant);
    await pay(await createOrder('too much'), 2n * DUE_MINOR);
    const told = await toldTo(callbacks(), core, merchant.id);
    assert.equal(told.length, 2);
    for (const { event, callback } of told) {
      assert.deepEqual([callback.url, callback.purpose], [undefined, 'default']);
      assert.equal(callback.eventId, `evt_${event.id.replaceAll('-', '')}`);
      assert.equal(JSON.parse(callback.body).eventId, callback.eventId);
    }
  });

  it('is signed with the newest key, and waits where there is none', async () => {
    const { core, newMerchant, environment } = opened();
    const { id: merchantId } = await newMerchant();
    const at = environment.now();
    const callback = { purpose: 'default', eventId: '', contentType: 'application/json', body: '{}' };
    const signature = async () => {
      const attempt = { merchantId, callback, url: 'https://merchant.example/', at, firstAt: at, number: 1 };
      return headerValue(await callbacks().sign(attempt), 'SIGNATURE');
    };
    const before = await signature();
    const newer = await issue(merchantId, 'a newer key');
    assert.notEqual(await signature(), before);
    await core.perform((transaction) => revokeCredential(transaction, core, newer));
    assert.equal(await signature(), before);
    for (const credential of await listCredentials(core.reader, merchantId)) {
      await core.perform((transaction) => revokeCredential(transaction, core, credential));
    }
    await assert.rejects(signature(), CallbackUnsignable);
  });

  it('is heard with an answer of 200, and with no other', () => {
    const heard = (status: number) => callbacks().isAcknowledged({ status, body: Buffer.from('{}') });
    assert.deepEqual([200, 201, 204, 302, 500].map(heard), [true, false, false, false, false]);
  });

  it('is tried fifteen times more, over a day and four minutes', () => {
    const { delaysMilliseconds: delays } = callbacks().schedule;
    assert.equal(delays.length, 15);
    assert.equal(
      delays.reduce((sum, delay) => sum + delay, 0),
      86_640_000,
    );
  });
});
