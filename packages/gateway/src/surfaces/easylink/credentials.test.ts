import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { it } from 'node:test';
import { easylink, sign, verify } from '@countersign/signing';
import { BALANCES, onEachEngine, TOKEN, unsigned } from '../../../../../test/support/easylink.ts';
import { createMerchant, findCredentials, issueCredential, listCredentials } from '../../core/index.ts';
import { newEasylinkCredentials } from './credentials.ts';

onEachEngine('new EasyLink credentials', (opened) => {
  it('sign at once; what is shown once is kept sealed, hashed or not at all', async () => {
    const { core, environment, send } = opened();
    const { id } = await core.perform((transaction) => createMerchant(transaction, core, { name: 'Shop' }));
    const { shown, commands } = await newEasylinkCredentials(core, { id });
    await core.perform(async (transaction) => {
      for (const command of commands) await issueCredential(transaction, core, command);
    });
    const {
      appId = '',
      appKey = '',
      appSecret = '',
      merchantPrivateKey = '',
      platformPublicKey = '',
    } = shown;

    assert.deepEqual(Object.keys(shown), [
      'appId',
      'appKey',
      'appSecret',
      'merchantPrivateKey',
      'platformPublicKey',
    ]);
    assert.match(appId, /^[A-Za-z0-9]{16}$/u);
    assert.match(appSecret, /^[A-Za-z0-9]{32}$/u);
    assert.match(appKey, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
    assert.equal(createPrivateKey(merchantPrivateKey).asymmetricKeyDetails?.modulusLength, 2_048);
    assert.equal(createPublicKey(platformPublicKey).asymmetricKeyDetails?.modulusLength, 2_048);

    const token = await send(unsigned(TOKEN, { app_id: appId, app_secret: appSecret }));
    const { message } = await sign(easylink.request, unsigned(BALANCES, {}, String(token.data)), {
      credentials: { appKey, merchantPrivateKey },
      at: environment.now(),
      nonce: 'first',
    });
    assert.equal((await send(message)).code, 0);

    const [credential] = await findCredentials(core, 'easylink', appKey);
    const kept = Object.values(credential?.fields ?? {}).join('\n');
    assert.ok(!kept.includes(appSecret) && !kept.includes(merchantPrivateKey));
    const listed = JSON.stringify(await listCredentials(core.reader, id));
    assert.ok(!listed.includes('PRIVATE') && !listed.includes('Hash'));
  });

  it('hold a platform key whose notifications the merchant can verify', async () => {
    const { core, environment } = opened();
    const { id } = await core.perform((transaction) => createMerchant(transaction, core, { name: 'Shop' }));
    const { shown, commands } = await newEasylinkCredentials(core, { id });
    const [command] = commands;
    const credentials = { ...command?.public, ...command?.secrets };
    const input = { method: 'POST', url: 'https://shop.example/notify', body: '{"state":"7"}' };
    assert.ok(easylink.callback);
    const { message } = await sign(easylink.callback, input, { credentials, at: environment.now() });
    const verdict = await verify(easylink.callback, message, {
      credentials: { appKey: shown.appKey ?? '', platformPublicKey: shown.platformPublicKey ?? '' },
      receivedAt: environment.now(),
    });
    assert.ok(verdict.ok);
  });
});
