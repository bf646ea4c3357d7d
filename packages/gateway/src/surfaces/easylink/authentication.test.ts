import assert from 'node:assert/strict';
import { createSign } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  BALANCES,
  CREATE,
  type EasylinkAnswer,
  onEachEngine,
  TRANSFER,
} from '../../../../../test/support/easylink.ts';
import { rawRequest, withHeader, withHeaderTwice } from '../../../../../test/support/messages.ts';
import { sendRaw } from '../../../../../test/support/raw-http.ts';
import { listCredentials, revokeCredential } from '../../core/index.ts';

const SIGN = 'X-EasyLink-Sign';
const NONCE = 'X-EasyLink-Nonce';
const APP_KEY = 'X-EasyLink-AppKey';
const TIMESTAMP = 'X-EasyLink-Timestamp';
const WINDOW_MILLISECONDS = 5 * 60_000;

/** A signature of the right size that nobody made. */
const FORGED = Buffer.alloc(256, 1).toString('base64');

onEachEngine('a signed call', (opened) => {
  const balances = () => opened().signed({ path: BALANCES });
  const refused = (answer: EasylinkAnswer, status: number, code: number) =>
    assert.deepEqual([answer.status, answer.code, answer.data], [status, code, null]);

  describe('needs a token', () => {
    const AUTHORIZATIONS: readonly [what: string, value: (token: string) => string | undefined][] = [
      ['and has none', () => undefined],
      ['that was given', () => `Bearer ${'x'.repeat(24)}`],
      ['that is one', () => 'Bearer ../..'],
      ['after Bearer', (token) => token],
      ['after one space', (token) => `Bearer  ${token}`],
      ['whole', (token) => `Bearer ${token.slice(1)}`],
      ['in its own letter case', (token) => `Bearer ${swapCase(token)}`],
    ];
    for (const [what, value] of AUTHORIZATIONS) {
      it(what, async () => {
        const { send, merchant } = opened();
        const answer = await send(withHeader(await balances(), 'Authorization', value(merchant.token)));
        refused(answer, 401, 990_000_001);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      });
    }

    it('sent once', async () => {
      const message = withHeaderTwice(await balances(), 'Authorization');
      const answer = await sendRaw(opened().origin, rawRequest(message));
      assert.equal(answer.status, 401);
    });

    it('of the merchant who signs: that of another is as bad as none', async () => {
      const { call, newMerchant, merchant } = opened();
      const other = await newMerchant();
      const mixed = await call({ path: BALANCES, merchant: other, token: merchant.token });
      const unknown = await call({ path: BALANCES, merchant: other, token: 'x'.repeat(24) });
      refused(mixed, 401, 990_000_001);
      assert.equal(mixed.text, unknown.text);
    });

    it('of the very credential that signs, and not of a revoked one', async () => {
      const { core, call, newMerchant } = opened();
      const merchant = await newMerchant();
      const [credential] = await listCredentials(core.reader, merchant.id);
      assert.equal((await call({ path: BALANCES, merchant })).code, 0);
      const { id = '' } = credential ?? {};
      await core.perform((transaction) =>
        revokeCredential(transaction, core, { merchantId: merchant.id, id }),
      );
      refused(await call({ path: BALANCES, merchant }), 401, 990_000_001);
    });
  });

  describe('needs a signature', () => {
    const HEADERS: readonly [what: string, name: string, value: string | undefined, code: number][] = [
      ['and has none', SIGN, undefined, 990_000_003],
      ['that is not empty', SIGN, '', 990_000_003],
      ['in base64', SIGN, 'ab'.repeat(256), 581_000_001],
      ['in the standard alphabet', SIGN, FORGED.replaceAll('A', '_'), 581_000_001],
      ['of the right size', SIGN, FORGED.slice(0, 64), 581_000_001],
      ['of this request', SIGN, FORGED, 581_000_001],
      ['over the nonce', NONCE, 'another', 581_000_001],
      ['with a nonce', NONCE, undefined, 990_000_003],
      ['with a nonce without spaces', NONCE, 'a b', 990_000_003],
      ['with a nonce of at most 128 characters', NONCE, 'x'.repeat(129), 990_000_003],
      ['with an app key', APP_KEY, undefined, 990_000_003],
      ['over the app key', APP_KEY, '3c1d0a77-0000-4000-8000-00000000abcd', 581_000_001],
      ['with a time', TIMESTAMP, undefined, 990_000_003],
      ['with a time in digits', TIMESTAMP, '2026-01-01T00:00:00Z', 990_000_004],
      ['with a time in milliseconds', TIMESTAMP, '1767225600', 990_000_004],
      ['over the time', TIMESTAMP, '1767225600001', 581_000_001],
    ];
    for (const [what, name, value, code] of HEADERS) {
      it(what, async () => {
        const answer = await opened().send(withHeader(await balances(), name, value));
        refused(answer, 200, code);
        if (code !== 581_000_001) assert.match(answer.message, new RegExp(`^${name}: `, 'u'));
      });
    }

    for (const name of [SIGN, NONCE, APP_KEY, TIMESTAMP]) {
      it(`with ${name} sent once`, async () => {
        const message = withHeaderTwice(await balances(), name);
        const { status, body } = await sendRaw(opened().origin, rawRequest(message));
        assert.equal(status, 200);
        assert.equal(JSON.parse(body).code, 990_000_003);
        assert.match(JSON.parse(body).message, new RegExp(`^${name}: Send this header once`, 'u'));
      });
    }

    it('over the body', async () => {
      const { signed, send } = opened();
      const message = await signed({ path: CREATE, body: TRANSFER });
      const dearer = Buffer.from(message.body).toString().replace('50000', '90000');
      refused(await send({ ...message, body: Buffer.from(dearer) }), 200, 581_000_001);
    });

    it('and says what to sign, not what the signature should be', async () => {
      const { signed, send, merchant } = opened();
      const message = await signed({ path: BALANCES });
      const answer = await send(withHeader(message, SIGN, FORGED));
      assert.match(answer.message, /app key \+ parameters \+ app key.*SHA256withRSA.*values form-encoded/u);
      const [, expected = ''] = message.headers.find(([name]) => name === SIGN) ?? [];
      assert.ok(!answer.text.includes(expected) && !answer.text.includes(merchant.credentials.appKey));
    });

    it('no older and no newer than five minutes', async () => {
      const { call, environment } = opened();
      const at = async (offset: number) =>
        (await call({ path: BALANCES, signedAt: environment.now() + offset })).code;
      assert.equal(await at(-WINDOW_MILLISECONDS), 0);
      assert.equal(await at(WINDOW_MILLISECONDS), 0);
      assert.equal(await at(-WINDOW_MILLISECONDS - 1), 990_000_004);
      assert.equal(await at(WINDOW_MILLISECONDS + 1), 990_000_004);
    });
  });

  describe('is taken', () => {
    const SPELLINGS = [
      ['PHP', 'a%7Eb+%2A%21'],
      ['Go', 'a~b+%2A%21'],
      ['Java', 'a%7Eb+*%21'],
      ['JavaScript', 'a~b+*!'],
    ] as const;
    for (const [language, encoded] of SPELLINGS) {
      it(`with values encoded as ${language} does`, async () => {
        const { merchant, send, environment } = opened();
        const { appKey, merchantPrivateKey } = merchant.credentials;
        const [nonce, time] = [`nonce-${language}`, String(environment.now())];
        const pairs = [`${APP_KEY}=${appKey}`, `${NONCE}=${nonce}`, `${TIMESTAMP}=${time}`];
        const text = `${appKey}${[...pairs, `note=${encoded}`].join('&')}${appKey}`;
        const signature = createSign('sha256').update(text).sign(merchantPrivateKey, 'base64');
        const headers = [
          ['Content-Type', 'application/json;charset=utf-8'],
          ['authorization', `bearer ${merchant.token}`],
          [APP_KEY.toLowerCase(), appKey],
          [NONCE, nonce],
          [TIMESTAMP, time],
          [SIGN, signature],
          ['X-Signature', signature],
        ] as const;
        const answer = await send({ url: BALANCES, headers, body: Buffer.from('{"note":"a~b *!"}') });
        assert.equal(answer.code, 0, answer.message);
      });
    }

    it('whatever fields its body has beside those that are known', async () => {
      const body = { source: { segment: 'business', tags: ['a', 'b'] }, flag: true, nothing: null };
      assert.equal((await opened().call({ path: BALANCES, body })).code, 0);
    });
  });

  describe('is refused for a body', () => {
    const BODIES: readonly [what: string, body: string][] = [
      ['that ends too early', '{"reference":'],
      ['that is a form', 'reference=1'],
      ['that is a list of something', '["reference"]'],
      ['with a field twice', '{"reference":"1","reference":"2"}'],
      ['with a field named as a header is', '{"X-EasyLink-Nonce":"1"}'],
      ['with a name that reads as two fields', '{"a=1&b":"2"}'],
      ['with half a surrogate pair', '{"reference":"\\ud800"}'],
    ];
    for (const [what, body] of BODIES) {
      it(what, async () => {
        const message = await balances();
        refused(await opened().send({ ...message, body: Buffer.from(body) }), 200, 990_000_006);
      });
    }

    it('that is no UTF-8', async () => {
      const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
      refused(await opened().send({ ...(await balances()), body }), 200, 990_000_006);
    });

    it('that is not declared as JSON', async () => {
      for (const type of ['text/plain', undefined]) {
        refused(await opened().send(withHeader(await balances(), 'Content-Type', type)), 200, 990_000_003);
      }
    });
  });

  describe('tells nobody', () => {
    const UNKNOWN = '3c1d0a77-0000-4000-8000-00000000abcd';
    const SAME: readonly [what: string, change: (message: Message) => Message][] = [
      ['with a wrong signature', (message) => withHeader(message, SIGN, FORGED)],
      ['with a wrong time', (message) => withHeader(message, TIMESTAMP, '1')],
      ['with a broken body', (message) => ({ ...message, body: Buffer.from('{') })],
    ];
    for (const [what, change] of SAME) {
      it(`${what} whether an app key exists`, async () => {
        const { send } = opened();
        const message = change(await balances());
        const known = await send(message);
        const unknown = await send(withHeader(message, APP_KEY, UNKNOWN));
        assert.equal(known.status, unknown.status);
        assert.equal(known.text, unknown.text);
      });
    }

    it('but whoever signs that an address is not allowed', async () => {
      const { call, send, signed, newMerchant, core } = opened();
      const merchant = await newMerchant({ allowlist: ['127.0.0.1'] });
      assert.equal((await call({ path: BALANCES, merchant })).code, 0);
      await core.perform((transaction) =>
        transaction.run('update credentials set allowlist = $1 where merchant_id = $2', [
          '["192.0.2.1"]',
          merchant.id,
        ]),
      );
      const answer = await call({ path: BALANCES, merchant });
      refused(answer, 200, 581_000_002);
      assert.match(answer.message, /127\.0\.0\.1/u);
      const forged = withHeader(await signed({ path: BALANCES, merchant }), SIGN, FORGED);
      assert.equal((await send(forged)).code, 581_000_001);
    });
  });
});

function swapCase(text: string): string {
  return text.replace(/[a-z]/iu, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
