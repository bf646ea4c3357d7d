import assert from 'node:assert/strict';
import { generateKeyPair as generateKeyPairWithCallback, X509Certificate } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { basicex, type Credentials, type Message, sign } from '@countersign/signing';
import { selfSignedCertificate } from '../../../../../bench/signing/certificate.ts';
import {
  type Answer,
  COIN_PRICED,
  OTHER_PUBLIC_URL,
  PUBLIC_URL,
  send,
  startBasicex,
  type TestBasicex,
} from '../../../../../test/support/basicex.ts';
import { forEachEngine } from '../../../../../test/support/engines.ts';
import { requestBytes, sendRaw } from '../../../../../test/support/raw-http.ts';
import { listCredentials, revokeCredential } from '../../core/index.ts';

const RATES = '/v2/rates/USD';
const YEAR_MILLISECONDS = 365 * 86_400_000;

forEachEngine((engine) => {
  let gateway: TestBasicex;
  before(async () => {
    gateway = await startBasicex(engine);
  });
  after(() => gateway?.close());

  const signed = async (
    mode: 'key' | 'certificate',
    credentials: Credentials = gateway.credentials,
    url = PUBLIC_URL + RATES,
  ) => (await sign(basicex.request, { url }, { credentials, mode, at: 0 })).message;

  describe('a request is answered', () => {
    for (const mode of ['key', 'certificate'] as const) {
      it(`signed with a ${mode}`, async () => {
        const answer = await gateway.call('GET', RATES, { mode });
        assert.deepEqual([answer.status, answer.envelope.code], [200, '0000']);
      });

      it(`signed with a ${mode}, body and all`, async () => {
        const answer = await gateway.call('POST', '/v2/invoices', {
          mode,
          body: { ...COIN_PRICED, orderId: mode },
        });
        assert.deepEqual([answer.status, answer.envelope.code], [200, '0000']);
      });
    }

    it('signed over any of the public urls', async () => {
      assert.equal((await gateway.call('GET', RATES, { publicUrl: OTHER_PUBLIC_URL })).status, 200);
    });

    it('signed over its query', async () => {
      assert.equal((await gateway.call('GET', `${RATES}?a=1&b=%20`)).status, 200);
    });

    it('with its signature in upper case', async () => {
      const message = withHeader(await signed('key'), 'X-Signature', (value) => value.toUpperCase());
      assert.equal((await send(gateway.origin, RATES, message)).status, 200);
    });

    it('with its certificate wrapped in spaces instead of line breaks', async () => {
      const { certificate = '' } = gateway.credentials;
      const message = withHeader(await signed('certificate'), 'X-Identity', () =>
        certificate.trim().replaceAll('\n', ' '),
      );
      assert.equal((await send(gateway.origin, RATES, message)).status, 200);
    });

    it('under each of several live keys', async () => {
      const second = await gateway.newMerchant();
      assert.equal((await gateway.call('GET', RATES, { credentials: second.credentials })).status, 200);
      assert.equal((await gateway.call('GET', RATES)).status, 200);
    });
  });

  describe('a request is refused with 401', () => {
    const refused = (answer: Answer) => {
      assert.deepEqual([answer.status, answer.envelope.code, answer.envelope.data], [401, 'GW401001', null]);
      return answer.envelope.message;
    };

    it('signed over another body', async () => {
      const url = `${PUBLIC_URL}/v2/invoices`;
      const body = JSON.stringify(COIN_PRICED);
      const { message } = await sign(
        basicex.request,
        { method: 'POST', url, body },
        { credentials: gateway.credentials, at: 0 },
      );
      const words = refused(
        await send(gateway.origin, '/v2/invoices', { ...message, body: body.replace('1025', '1') }),
      );
      assert.match(
        words,
        /Sign the full url and right after it the body.*HMAC-SHA512 under the Secret Key, as 128 hex digits/u,
      );
    });

    it('signed over a host that is not ours, even where the Host header names it', async () => {
      const message = await signed('key', gateway.credentials, `https://elsewhere.example${RATES}`);
      const lines = [
        `GET ${RATES} HTTP/1.1`,
        'Host: elsewhere.example',
        'Connection: close',
        ...message.headers.map(([name, value]) => `${name}: ${value}`),
      ];
      const { status, body } = await sendRaw(gateway.origin, requestBytes(lines));
      assert.equal(status, 401);
      assert.match(
        JSON.parse(body).message,
        /as we are reached: https:\/\/pay\.example\.com\/v2\/rates\/USD$/u,
      );
    });

    it('signed over plain http where we are reached by https', async () => {
      refused(await gateway.call('GET', RATES, { publicUrl: PUBLIC_URL.replace('https', 'http') }));
    });

    it('with no key', async () => {
      assert.match(refused(await send(gateway.origin, RATES, {})), /^X-Api-Key: Say who signs/u);
    });

    it('with no signature', async () => {
      const headers = [['X-Api-Key', gateway.credentials.apiKey ?? '']] as const;
      assert.match(
        refused(await send(gateway.origin, RATES, { headers })),
        /^X-Signature: Send the signature/u,
      );
    });

    it('with key and certificate at once', async () => {
      const key = await signed('key');
      const certificate = await signed('certificate');
      for (const { headers } of [key, certificate]) {
        const both = [
          ...certificate.headers.filter(([name]) => name === 'X-Identity'),
          ...key.headers.filter(([name]) => name === 'X-Api-Key'),
          ...headers.filter(([name]) => name === 'X-Signature'),
        ];
        assert.match(
          refused(await send(gateway.origin, RATES, { headers: both })),
          /one way of signing: an API key or a certificate, not both/u,
        );
      }
    });

    it('with a certificate that is none', async () => {
      const message = withHeader(await signed('certificate'), 'X-Identity', () => 'certificate');
      assert.match(refused(await send(gateway.origin, RATES, message)), /BEGIN and END lines kept/u);
    });

    it('with a header twice', async () => {
      const { headers } = await signed('key');
      for (const [name, value] of headers) {
        const lines = [
          `GET ${RATES} HTTP/1.1`,
          'Host: x',
          'Connection: close',
          ...headers.map(([name, value]) => `${name}: ${value}`),
          `${name}: ${value}`,
        ];
        const { status, body } = await sendRaw(gateway.origin, requestBytes(lines));
        assert.equal(status, 401);
        assert.match(JSON.parse(body).message, new RegExp(`^${name}: Send this header once`, 'u'));
      }
    });

    it('with a certificate past its end', async () => {
      const soon = await gateway.newMerchant();
      gateway.environment.advance(5 * YEAR_MILLISECONDS + 1);
      const answer = await gateway.call('GET', RATES, { credentials: soon.credentials, mode: 'certificate' });
      gateway.environment.advance(-5 * YEAR_MILLISECONDS - 1);
      assert.match(refused(answer), /^X-Identity: The certificate is past its end/u);
    });
  });

  describe('a stranger cannot tell', () => {
    /** All that an answer shows, but for the number of the request. */
    const seen = ({ status, headers, envelope }: Answer) => {
      const shown = [...headers].filter(([name]) => !['request-id', 'x-request-id', 'date'].includes(name));
      return {
        status,
        headers: shown.filter(([name]) => name !== 'content-length'),
        envelope: { ...envelope, requestId: '' },
      };
    };

    it('an unknown key from a wrong signature', async () => {
      const message = withHeader(await signed('key'), 'X-Signature', () => '0'.repeat(128));
      const known = await send(gateway.origin, RATES, message);
      const unknown = await send(
        gateway.origin,
        RATES,
        withHeader(message, 'X-Api-Key', () => 'x'.repeat(64)),
      );
      assert.equal(known.status, 401);
      assert.deepEqual(seen(unknown), seen(known));
    });

    it('an unknown certificate from a wrong signature', async () => {
      const message = withHeader(await signed('certificate'), 'X-Signature', () =>
        Buffer.alloc(256).toString('base64'),
      );
      const known = await send(gateway.origin, RATES, message);
      const { certificate } = gateway.authority.platform;
      const unknown = await send(
        gateway.origin,
        RATES,
        withHeader(message, 'X-Identity', () => oneLine(certificate)),
      );
      assert.equal(known.status, 401);
      assert.match(
        known.envelope.message,
        /SHA256withRSA \(PKCS#1 v1\.5\) under the certificate's private key, as base64/u,
      );
      assert.deepEqual(seen(unknown), seen(known));
    });

    it("a certificate's fingerprint in place of a key from an unknown key", async () => {
      const { certificate = '' } = gateway.credentials;
      const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
      const message = withHeader(await signed('key'), 'X-Signature', () => '0'.repeat(128));
      const named = await send(
        gateway.origin,
        RATES,
        withHeader(message, 'X-Api-Key', () => fingerprint),
      );
      const unknown = await send(
        gateway.origin,
        RATES,
        withHeader(message, 'X-Api-Key', () => 'x'.repeat(64)),
      );
      assert.deepEqual(seen(named), seen(unknown));
    });

    it('a certificate that somebody made for himself from an unknown one', async () => {
      const { publicKey, privateKey } = await generateKeyPair('rsa', { modulusLength: 2_048 });
      const certificate = await selfSignedCertificate({ publicKey, privateKey });
      const credentials = {
        certificate,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
      const selfMade = await gateway.call('GET', RATES, { credentials, mode: 'certificate' });
      const message = withHeader(await signed('certificate'), 'X-Signature', () =>
        Buffer.alloc(256).toString('base64'),
      );
      assert.deepEqual(seen(selfMade), seen(await send(gateway.origin, RATES, message)));
    });

    it('a revoked key or certificate from one that never was', async () => {
      const { merchant, credentials } = await gateway.newMerchant();
      const { core } = gateway;
      for (const { id } of await listCredentials(core.reader, merchant.id)) {
        await core.perform((transaction) =>
          revokeCredential(transaction, core, { merchantId: merchant.id, id }),
        );
      }
      for (const mode of ['key', 'certificate'] as const) {
        const message = await signed(mode, credentials);
        const revoked = await send(gateway.origin, RATES, message);
        const live = withHeader(
          await signed(mode),
          'X-Signature',
          () => message.headers.find(([name]) => name === 'X-Signature')?.[1] ?? '',
        );
        assert.equal(revoked.status, 401);
        assert.deepEqual(seen(revoked), seen(await send(gateway.origin, RATES, live)));
      }
    });

    it('a key that may not be used from here from a wrong signature, unless he can sign', async () => {
      const { credentials } = await gateway.newMerchant(['192.0.2.0/24']);
      const message = await signed('key', credentials);
      const good = await send(gateway.origin, RATES, message);
      assert.deepEqual([good.status, good.envelope.code], [403, 'GW403001']);
      assert.match(good.envelope.message, /may not be used from 127\.0\.0\.1/u);
      const wrong = withHeader(message, 'X-Signature', () => '0'.repeat(128));
      const unknown = withHeader(wrong, 'X-Api-Key', () => 'x'.repeat(64));
      assert.deepEqual(
        seen(await send(gateway.origin, RATES, wrong)),
        seen(await send(gateway.origin, RATES, unknown)),
      );
    });
  });

  it('lets in the addresses of an allowlist', async () => {
    const { credentials } = await gateway.newMerchant(['192.0.2.0/24', '127.0.0.0/8']);
    assert.equal((await gateway.call('GET', RATES, { credentials })).status, 200);
  });

  it('writes no secret into log or answer', async () => {
    const { secretKey = '', privateKey = '', apiKey = '' } = gateway.credentials;
    const answer = await send(
      gateway.origin,
      RATES,
      withHeader(await signed('key'), 'X-Signature', () => '0'.repeat(128)),
    );
    const written = JSON.stringify(gateway.log()) + answer.text;
    for (const secret of [secretKey, apiKey, privateKey.split('\n')[1] ?? ''])
      assert.ok(secret !== '' && !written.includes(secret));
    assert.ok(gateway.log().some(({ verdict }) => verdict === 'signature_mismatch'));
  });
});

const generateKeyPair = promisify(generateKeyPairWithCallback);

function withHeader(message: Message, name: string, change: (value: string) => string): Message {
  return {
    ...message,
    headers: message.headers.map(([each, value]) => [each, each === name ? change(value) : value]),
  };
}

function oneLine(pem: string): string {
  return pem.replace(/[\r\n]+/gu, '');
}
