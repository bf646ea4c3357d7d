import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Credentials } from '@countersign/signing';
import { certificateRequest } from '../../../../test/support/certificate-request.ts';
import { FIRST_CALLS } from '../../../../test/support/first-calls.ts';
import { type Issued, onEachEngine } from '../../../../test/support/operator.ts';
import { generateRsaKeyPair } from '../core/index.ts';

const SECRETS = [
  'apiSecret',
  'appSecret',
  'secretKey',
  'signKey',
  'password',
  'privateKey',
  'merchantPrivateKey',
];
const DIALECTS = ['basicex', 'anexpay', 'easylink', 'blackhat', 'upay'];

onEachEngine('credentials that an operator issues', (opened) => {
  const works = (of: string, { shown }: Pick<Issued, 'shown'>) => FIRST_CALLS[of]?.(opened().origin, shown);
  const callsOf = (dialect: string) => Object.keys(FIRST_CALLS).filter((of) => of.split(' ')[0] === dialect);

  it('are for the only merchant there is, where none is named', async () => {
    const { call, issue } = opened();
    const [sandbox] = (await call('GET', '/merchants')).body.merchants;
    assert.equal((await issue({ dialect: 'upay' })).merchantId, sandbox.merchantId);
  });

  it('come with a new merchant, where one is named: both or neither', async () => {
    const { issue, call } = opened();
    const issued = await issue({ dialect: 'blackhat', newMerchant: 'New Shop' });
    assert.equal(await works('blackhat', issued), true);
    const refused = { dialect: 'upay', newMerchant: 'Never Shop', publicKey: 'no key' };
    assert.equal((await call('POST', '/credentials', refused)).status, 400);
    const { merchants } = (await call('GET', '/merchants')).body;
    const named = merchants.filter(({ name }: { name: string }) => /^(?:New|Never) Shop$/u.test(name));
    assert.deepEqual(
      named.map(({ merchantId }: { merchantId: string }) => merchantId),
      [issued.merchantId],
    );
  });

  for (const dialect of DIALECTS) {
    it(`of ${dialect} work at once, where they are allowed, until they are revoked`, async () => {
      const { issue, newMerchant, call } = opened();
      const merchantId = await newMerchant();
      const issued = await issue({ dialect, merchantId, allowlist: ['192.0.2.0/24'] });
      assert.equal(issued.dialect, dialect);
      const expectAll = async (expected: boolean) => {
        for (const of of callsOf(dialect)) assert.equal(await works(of, issued), expected, of);
      };
      await expectAll(false);
      for (const id of issued.ids) {
        const allowlist = ['2001:db8::/32', '127.0.0.1'];
        assert.equal((await call('PUT', `/credentials/${id}/allowlist`, { allowlist })).status, 204);
      }
      await expectAll(true);
      for (const id of issued.ids) assert.equal((await call('DELETE', `/credentials/${id}`)).status, 204);
      await expectAll(false);
      for (const id of issued.ids) assert.equal((await call('DELETE', `/credentials/${id}`)).status, 404);
    });
  }

  it('are listed with everything but their secrets', async () => {
    const { issue, newMerchant, call } = opened();
    const merchantId = await newMerchant();
    const issued: Issued[] = [];
    for (const dialect of DIALECTS) issued.push(await issue({ dialect, merchantId }));
    const [revoked = ''] = issued[0]?.ids ?? [];
    await call('DELETE', `/credentials/${revoked}`);

    const { text, body } = await call('GET', '/credentials');
    for (const { shown } of issued) {
      const secrets = Object.entries(shown).filter(([name]) => SECRETS.includes(name));
      assert.ok(secrets.length > 0);
      for (const [name, value = ''] of secrets)
        assert.ok(!text.includes(JSON.stringify(value).slice(1, -1)), name);
    }
    const listed: readonly Listed[] = body.credentials.filter(
      (each: Listed) => each.merchantId === merchantId,
    );
    assert.deepEqual(
      listed.map(({ id }) => id),
      issued.flatMap(({ ids }) => ids),
    );
    assert.deepEqual(
      listed.map(({ dialect, kind }) => `${dialect} ${kind}`),
      ['basicex key', 'basicex certificate', 'anexpay key', 'easylink key', 'blackhat key', 'upay key'],
    );
    assert.deepEqual(
      listed.filter(({ revokedAt }) => revokedAt !== undefined).map(({ id }) => id),
      [revoked],
    );
    assert.ok(listed.every((each) => !('fields' in each)));
  });

  it('replace the one before with BlackHat, and stand beside it elsewhere', async () => {
    const { issue, newMerchant } = opened();
    const merchantId = await newMerchant();
    for (const dialect of ['blackhat', 'upay']) {
      const [first, second] = [await issue({ dialect, merchantId }), await issue({ dialect, merchantId })];
      assert.equal(await works(dialect, first), dialect === 'upay');
      assert.equal(await works(dialect, second), true);
    }
  });

  it('keep the number that BasicEx knows the merchant by', async () => {
    const { issue, newMerchant } = opened();
    const request = { dialect: 'basicex', merchantId: await newMerchant() };
    assert.equal((await issue(request)).shown.merchantNo, (await issue(request)).shown.merchantNo);
  });

  describe('with an allowlist', () => {
    it('work by the one that is in force', async () => {
      const { issue, newMerchant, call } = opened();
      const issued = await issue({ dialect: 'upay', merchantId: await newMerchant() });
      const put = (allowlist: readonly string[]) =>
        call('PUT', `/credentials/${issued.ids[0]}/allowlist`, { allowlist });
      assert.equal((await put(['192.0.2.7'])).status, 204);
      assert.equal(await works('upay', issued), false);
      const { credentials } = (await call('GET', '/credentials')).body;
      const listed = credentials.find(({ id }: Listed) => id === issued.ids[0]);
      assert.deepEqual(listed.allowlist, ['192.0.2.7']);
      assert.equal((await put(['192.0.2.7', '127.0.0.0/8'])).status, 204);
      assert.equal(await works('upay', issued), true);
      assert.equal((await put([])).status, 204);
      assert.equal(await works('upay', issued), true);
    });

    it('hand it on to the key that replaces them, unless that comes with another', async () => {
      const { issue, newMerchant } = opened();
      const request = { dialect: 'blackhat', merchantId: await newMerchant() };
      await issue({ ...request, allowlist: ['192.0.2.7'] });
      assert.equal(await works('blackhat', await issue(request)), false);
      assert.equal(await works('blackhat', await issue({ ...request, allowlist: [] })), true);
      assert.equal(await works('blackhat', await issue(request)), true);
    });
  });

  describe('for what a merchant brings', () => {
    it("a certificate request: BasicEx's certificate is for its key, in the merchant's own name", async () => {
      const { issue, newMerchant } = opened();
      const { privateKey, request: certificateSigningRequest } = await certificateRequest('CN=Somebody Else');
      const merchantId = await newMerchant('Example, Inc.');
      const { shown } = await issue({ dialect: 'basicex', merchantId, certificateSigningRequest });
      assert.deepEqual(Object.keys(shown), ['merchantNo', 'apiKey', 'secretKey', 'certificate']);
      const { subject } = new X509Certificate(shown.certificate ?? '');
      assert.equal(subject, `O=Example\\, Inc.\nCN=${shown.merchantNo}`);
      assert.equal(await works('basicex by certificate', { shown: { ...shown, privateKey } }), true);
      assert.equal(await works('basicex by key', { shown }), true);
    });

    for (const dialect of ['easylink', 'upay']) {
      it(`a public key: ${dialect} takes what its private key signed`, async () => {
        const { issue, newMerchant } = opened();
        const { publicKey, privateKey } = await generateRsaKeyPair();
        const { shown } = await issue({ dialect, merchantId: await newMerchant(), publicKey });
        assert.equal(shown.merchantPrivateKey, undefined);
        assert.equal(await works(dialect, { shown: { ...shown, merchantPrivateKey: privateKey } }), true);
      });
    }

    it("an e-mail address: ANexPay's token call asks for it", async () => {
      const { issue, newMerchant } = opened();
      const email = 'owner@shop.example';
      const issued = await issue({ dialect: 'anexpay', merchantId: await newMerchant(), email });
      assert.equal(issued.shown.email, email);
      assert.equal(await works('anexpay', issued), true);
      const other: Credentials = { ...issued.shown, email: 'sandbox@merchant.example' };
      assert.equal(await works('anexpay', { shown: other }), false);
    });
  });
});

interface Listed {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind: string;
  readonly revokedAt?: number;
}
