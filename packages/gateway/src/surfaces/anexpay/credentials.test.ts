import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine, TOKEN, unsigned } from '../../../../../test/support/anexpay.ts';
import { createMerchant, findCredentials, issueCredential, listCredentials } from '../../core/index.ts';
import { newAnexpayCredentials } from './credentials.ts';

onEachEngine('new ANexPay credentials', (opened) => {
  it('get a token at once; of what is shown once only the sign key can be read again', async () => {
    const { core, send } = opened();
    const { id } = await core.perform((transaction) => createMerchant(transaction, core, { name: 'Shop' }));
    const { shown, commands } = await newAnexpayCredentials(core, { id, email: 'a@merchant.example' });
    await core.perform(async (transaction) => {
      for (const command of commands) await issueCredential(transaction, core, command);
    });
    const { apiKey = '', apiSecret = '', signKey = '', email = '', password = '' } = shown;
    assert.deepEqual(Object.keys(shown), ['apiKey', 'apiSecret', 'signKey', 'email', 'password']);
    for (const text of [apiKey, apiSecret, signKey, password]) assert.match(text, /^[A-Za-z0-9]{24}$/u);
    assert.equal(new Set([apiKey, apiSecret, signKey, password]).size, 4);

    const body = { grantType: 'password', apiKey, apiSecret, email, password };
    const answer = await send(unsigned({ path: TOKEN, body }), {
      id,
      credentials: { apiKey, apiSecret, signKey, email, password },
      token: '',
    });
    assert.deepEqual([answer.status, answer.isSigned], [200, true]);

    const [credential] = await findCredentials(core, 'anexpay', apiKey);
    assert.equal(credential?.fields.signKey, signKey);
    const kept = Object.values(credential?.fields ?? {}).join('\n');
    assert.ok(!kept.includes(apiSecret) && !kept.includes(password));
    const listed = JSON.stringify(await listCredentials(core.reader, id));
    assert.ok(!listed.includes(signKey) && !listed.includes('Hash'));
  });
});
