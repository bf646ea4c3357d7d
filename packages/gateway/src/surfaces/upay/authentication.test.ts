import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import { requestBytes, sendRaw } from '../../../../../test/support/raw-http.ts';
import { onEachEngine, payerForm } from '../../../../../test/support/upay.ts';

const ASSET = '/api/v1/merchant/asset';
const ADD = '/api/v1/payout/payer/add';
const INFO = '/api/v1/payout/payer/info';
const PAYER = JSON.stringify({ subject: 'person', formData: payerForm() });

/** A message with a header put in, put in another's place, or with `undefined` taken out. */
function withHeader(message: Message, name: string, value: string | undefined): Message {
  const others = message.headers.filter(([each]) => each !== name);
  return { ...message, headers: value === undefined ? others : [...others, [name, value]] };
}

onEachEngine('a request', (opened) => {
  describe('is refused in words that help', () => {
    const CASES: readonly (readonly [string, string | undefined, number, RegExp])[] = [
      ['X-UPA-APIKEY', undefined, 1001, /^Credential error: X-UPA-APIKEY: Say who signs/u],
      ['X-UPA-TIMESTAMP', undefined, 1002, /^Timestamp error: X-UPA-TIMESTAMP: Send the time/u],
      ['X-UPA-TIMESTAMP', '1767225600', 1002, /^Timestamp error: X-UPA-TIMESTAMP: .*wrong unit/u],
      ['X-UPA-TIMESTAMP', '2026-01-01', 1002, /^Timestamp error: X-UPA-TIMESTAMP: .*decimal digits/u],
      ['X-UPA-REQUESTID', undefined, 1004, /^Request id error: X-UPA-REQUESTID: Send the unique id/u],
      ['X-UPA-REQUESTID', 'two words', 1004, /^Request id error: X-UPA-REQUESTID: .*without spaces/u],
      ['X-UPA-REQUESTID', 'x'.repeat(129), 1004, /^Request id error: X-UPA-REQUESTID: .*128/u],
      ['X-UPA-REQUESTID', 'another', 1005, /^Signature error: X-UPA-SIGN does not verify\. Sign METHOD/u],
      ['X-UPA-SIGN', undefined, 1005, /^Signature error: X-UPA-SIGN: Send the signature/u],
      ['X-UPA-SIGN', 'not base64!', 1005, /^Signature error: X-UPA-SIGN: .*encoding or length/u],
      ['X-UPA-SIGN', 'AAAA', 1005, /^Signature error: X-UPA-SIGN/u],
      ['Content-Type', 'multipart/form-data; boundary=x', 400, /^Bad request: .*as JSON/u],
    ];
    for (const [name, value, code, words] of CASES) {
      it(`with ${code} where ${name} is ${value === undefined ? 'missing' : `'${value.slice(0, 32)}'`}`, async () => {
        const message = withHeader(await opened().signed({ path: ASSET }), name, value);
        const { status, body } = await opened().send(message);
        assert.equal(status, 200);
        assert.equal(body.code, code);
        assert.equal(body.success, false);
        assert.equal(body.data, null);
        assert.match(body.msg, words);
      });
    }

    for (const drift of [-60_001, 60_001]) {
      it(`with 1002 when it was signed ${drift} ms from now, and not a millisecond nearer`, async () => {
        const now = opened().environment.now();
        const nearest = now + drift - Math.sign(drift);
        assert.equal((await opened().call({ path: ASSET, signedAt: now + drift })).body.code, 1002);
        assert.equal((await opened().call({ path: ASSET, signedAt: nearest })).body.code, 0);
      });
    }

    it('with 1001 when it says twice who signed', async () => {
      const message = await opened().signed({ path: ASSET });
      const lines = [...message.headers, ['X-UPA-APIKEY', 'another'] as const].map(
        ([name, value]) => `${name}: ${value}`,
      );
      const bytes = requestBytes([
        `POST ${ASSET} HTTP/1.1`,
        'Host: localhost',
        'Content-Length: 0',
        'Connection: close',
        ...lines,
      ]);
      const { body } = await sendRaw(opened().origin, bytes);
      assert.match(body, /"code":1001,"msg":"Credential error: X-UPA-APIKEY: Send this header once/u);
    });
  });

  describe('with a body that is signed and cannot be read', () => {
    const BODIES: readonly (readonly [string, string | Uint8Array])[] = [
      ['is cut off', '{"payerNo":"2"'],
      ['is a list', '[]'],
      ['names a parameter twice', '{"a":"1","a":"2"}'],
      ['is no UTF-8', Buffer.from('{"a":"\xff"}', 'latin1')],
      ['has text that ends in half a character', '{"a":"\\ud800"}'],
      ['hides a parameter in a value', '{"a":"1&b=2"}'],
    ];
    for (const [what, body] of BODIES) {
      it(`is refused with 400 where it ${what}`, async () => {
        const message = await opened().signed({ path: ASSET });
        const answer = await opened().send({ ...message, body: Buffer.from(body) });
        assert.equal(answer.status, 200);
        assert.equal(answer.body.code, 400, answer.body.msg);
        assert.match(answer.body.msg, /^Bad request: /u);
      });
    }

    it('is refused with 413 where it is too large', async () => {
      const message = await opened().signed({ path: ASSET });
      const answer = await opened().send({ ...message, body: Buffer.alloc(1_024 * 1_024 + 1, ' ') });
      assert.equal(answer.body.code, 413);
    });
  });

  describe('to an encrypted path', () => {
    it('is refused with 1006 in plaintext', async () => {
      const { body } = await opened().call({ path: ADD, body: PAYER, encrypt: false });
      assert.equal(body.code, 1006);
      assert.match(body.msg, /^Payload error: Encrypt the parameters to the platform public key/u);
    });

    it('is refused with 1006 where nothing was sent', async () => {
      const message = await opened().signed({ path: INFO, encrypt: false });
      assert.equal((await opened().send({ ...message, body: Buffer.alloc(0) })).body.code, 1006);
    });

    const PAYLOADS: readonly (readonly [string, string])[] = [
      ['{"payload":"a.b.c.d.e"}', 'that is no JWE'],
      ['{"payload":""}', 'that is empty'],
      ['{"payload":{}}', 'that is no text'],
    ];
    for (const [payload, what] of PAYLOADS) {
      it(`is refused with 1006 for a payload ${what}`, async () => {
        const message = await opened().signed({ path: INFO, body: '{}' });
        assert.equal((await opened().send({ ...message, body: Buffer.from(payload) })).body.code, 1006);
      });
    }

    it('is refused with 1006 where it was encrypted to another key', async () => {
      const { merchant, call } = opened();
      const { merchantPrivateKey = '' } = merchant.credentials;
      const credentials = { ...merchant.credentials, platformPublicKey: merchantPrivateKey };
      assert.equal((await call({ path: INFO, body: '{}', credentials })).body.code, 1006);
    });

    it('is refused with 1005 where the ciphertext was signed instead of the parameters', async () => {
      const { signed, call, send } = opened();
      const encrypted = await signed({ path: ADD, body: PAYER });
      const body = Buffer.from(encrypted.body).toString('utf8');
      const resigned = await signed({ path: ADD, body, encrypt: false });
      assert.equal((await send(resigned)).body.code, 1005);
      assert.equal((await call({ path: ADD, body: PAYER })).body.code, 0);
    });

    it('is answered in plaintext where it fails', async () => {
      const { body } = await opened().call({ path: INFO, body: '{"payerNo":"1"}' });
      assert.equal(body.code, 10301);
      assert.equal(body.data, null);
    });
  });

  describe('with an unknown key', () => {
    for (const [path, body] of [
      [ASSET, ''],
      [ADD, PAYER],
    ] as const) {
      it(`to ${path} is answered byte for byte like one with a wrong signature`, async () => {
        const { merchant, signed, send } = opened();
        const requestId = randomUUID();
        const wrong = { ...merchant.credentials, secretKey: 'another' };
        const unknown = { ...wrong, apiKey: randomUUID() };
        const [wrongly, unknowingly] = await Promise.all(
          [wrong, unknown].map(async (credentials) =>
            send(await signed({ path, body, requestId, credentials })),
          ),
        );
        assert.equal(wrongly?.body.code, 1005);
        assert.equal(unknowingly?.text, wrongly?.text);
        assert.deepEqual(headerNames(unknowingly?.headers), headerNames(wrongly?.headers));
      });
    }

    function headerNames(headers: Headers | undefined): readonly string[] {
      return [...(headers?.keys() ?? [])];
    }
  });

  describe('from an address that is not allowed', () => {
    it('is refused with 1003 where its signature is good', async () => {
      const { credentials } = await opened().newMerchant({ allowlist: ['192.0.2.0/24', '2001:db8::/32'] });
      const { body } = await opened().call({ path: ASSET, credentials });
      assert.equal(body.code, 1003);
      assert.match(body.msg, /^Address not allowed: .*127\.0\.0\.1/u);
    });

    it('learns nothing of the list where its signature is not', async () => {
      const { credentials } = await opened().newMerchant({ allowlist: ['192.0.2.0/24'] });
      const wrong = { ...credentials, secretKey: 'another' };
      assert.equal((await opened().call({ path: ASSET, credentials: wrong })).body.code, 1005);
    });

    it('is answered from one that is', async () => {
      const { credentials } = await opened().newMerchant({ allowlist: ['127.0.0.0/8'] });
      assert.equal((await opened().call({ path: ASSET, credentials })).body.code, 0);
    });
  });
});
