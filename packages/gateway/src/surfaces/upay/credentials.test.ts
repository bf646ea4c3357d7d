import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { generateRsaKeyPair, MerchantKeyError } from '../../core/index.ts';
import { newUpayCredentials } from './credentials.ts';

describe("a merchant's UPay credentials", () => {
  it('come with a key pair where the merchant brings none', async () => {
    const platform = await generateRsaKeyPair();
    const { shown, commands } = await newUpayCredentials(CORE, platform, { id: 'merchant' });
    assert.deepEqual(Object.keys(shown), ['apiKey', 'secretKey', 'merchantPrivateKey', 'platformPublicKey']);
    assert.match(shown.apiKey ?? '', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u);
    assert.match(shown.secretKey ?? '', /^[A-Za-z0-9]{32}$/u);
    assert.equal(shown.platformPublicKey, platform.publicKey);
    assert.ok(!JSON.stringify(commands).includes(JSON.stringify(shown.merchantPrivateKey)));
  });

  it('take a public key as PEM or as the bare base64 of its DER', async () => {
    const { publicKey } = await generateRsaKeyPair();
    const bare = publicKey.replaceAll(/-----[A-Z ]+-----|\n/gu, '');
    for (const text of [publicKey, bare]) {
      const { shown, commands } = await newUpayCredentials(CORE, PLATFORM, {
        id: 'merchant',
        publicKey: text,
      });
      assert.equal(shown.merchantPrivateKey, undefined);
      assert.equal(commands[0]?.public?.merchantPublicKey, publicKey);
    }
  });

  describe('refuse', () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const spki = { type: 'spki', format: 'pem' } as const;
    const CASES = [
      ['a private key', short.privateKey.export({ type: 'pkcs8', format: 'pem' }), /keep it/u],
      ['a key of 1024 bits', short.publicKey.export(spki), /at least 2048 bits/u],
      ['a key that is not RSA', curve.publicKey.export(spki), /an RSA one/u],
      ['what is no key', 'no key', /an RSA one/u],
      ['nothing', '', /an RSA one/u],
    ] as const;
    for (const [what, publicKey, words] of CASES) {
      it(what, async () => {
        await assert.rejects(
          newUpayCredentials(CORE, PLATFORM, { id: 'merchant', publicKey: String(publicKey) }),
          (error) => error instanceof MerchantKeyError && words.test(error.message),
        );
      });
    }
  });
});

const PLATFORM = { publicKey: 'platform', privateKey: 'platform' };
const CORE = { environment: testEnvironment() };
