import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  type AnexpayAnswer,
  CREATE,
  ORDER,
  onEachEngine,
  READ,
  type TestAnexpay,
  unsigned,
} from '../../../../../test/support/anexpay.ts';
import { rawRequest, withHeader, withHeaderTwice } from '../../../../../test/support/messages.ts';
import { sendRaw } from '../../../../../test/support/raw-http.ts';
import { listCredentials, listInvoices, revokeCredential } from '../../core/index.ts';

const COPIES = 100;
const WINDOW_MILLISECONDS = 2 * 60_000;
const FORGED = Buffer.alloc(64, 1).toString('base64');

function ordersOf({ core, environment }: TestAnexpay, merchantId: string) {
  const query = { merchantId, dialect: 'anexpay', offset: 0, limit: 10, now: environment.now() };
  return listInvoices(core.reader, query);
}

onEachEngine('a signed call', (opened) => {
  const create = (orderNo: string) => opened().signed({ path: CREATE, body: { ...ORDER, orderNo } });
  const refused = (answer: AnexpayAnswer, words: RegExp) => {
    assert.deepEqual([answer.status, answer.retcode, answer.retdata], [401, '401', null]);
    assert.match(answer.retmsg ?? '', words);
  };

  describe('needs a token', () => {
    const AUTHORIZATIONS: readonly [what: string, value: (token: string) => string | undefined][] = [
      ['and has none', () => undefined],
      ['that was given', () => `Bearer ${'x'.repeat(24)}`],
      ['after Bearer', (token) => token],
      ['whole', (token) => `Bearer ${token.slice(1)}`],
      ['unchanged', (token) => `Bearer x${token.slice(1)}`],
      ['that is one', () => 'Bearer ../..'],
    ];
    for (const [what, value] of AUTHORIZATIONS) {
      it(what, async () => {
        const { send, merchant } = opened();
        const answer = await send(withHeader(await create('none'), 'Authorization', value(merchant.token)));
        refused(answer, /POST \/user\/auth\/oauth2\/token/u);
        assert.equal(answer.isSigned, false);
        assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
      });
    }

    it('sent once', async () => {
      const message = withHeaderTwice(await create('none'), 'Authorization');
      assert.equal((await sendRaw(opened().origin, rawRequest(message))).status, 401);
    });

    it('of the merchant who signs: under another one the signature is wrong', async () => {
      const { call, newMerchant, merchant } = opened();
      const other = await newMerchant();
      const body = { ...ORDER, orderNo: 'mixed' };
      const answer = await call({ path: CREATE, body, merchant: other, token: merchant.token });
      refused(answer, /^signature_mismatch\./u);
      assert.equal((await ordersOf(opened(), merchant.id)).total, 0);
      assert.equal((await ordersOf(opened(), other.id)).total, 0);
    });

    it('of a key that was not revoked', async () => {
      const { core, call, newMerchant } = opened();
      const merchant = await newMerchant();
      const [credential] = await listCredentials(core.reader, merchant.id);
      await core.perform((transaction) =>
        revokeCredential(transaction, core, { merchantId: merchant.id, id: credential?.id ?? '' }),
      );
      refused(await call({ path: CREATE, body: ORDER, merchant }), /access token/u);
    });
  });

  describe('needs a signature', () => {
    const HEADERS: readonly [what: string, name: string, value: string | undefined, words: RegExp][] = [
      ['and has none', 'SIGNATURE', undefined, /^signature_missing\. SIGNATURE: /u],
      ['in base64', 'SIGNATURE', 'ab'.repeat(64), /^signature_malformed\. SIGNATURE: /u],
      ['of the right size', 'SIGNATURE', FORGED.slice(0, 44), /^signature_malformed\. SIGNATURE: /u],
      ['of this request', 'SIGNATURE', FORGED, /^signature_mismatch\. .*METHOD \+ TIMESTAMP/u],
      ['with a time', 'TIMESTAMP', undefined, /^timestamp_missing\. TIMESTAMP: /u],
      ['with a time in digits', 'TIMESTAMP', 'now', /^timestamp_malformed\. TIMESTAMP: /u],
      ['with a time in milliseconds', 'TIMESTAMP', '1767225600', /^timestamp_unit\. TIMESTAMP: /u],
      ['over the time', 'TIMESTAMP', '1767225600002', /^signature_mismatch/u],
    ];
    for (const [what, name, value, words] of HEADERS) {
      it(what, async () => {
        const answer = await opened().send(withHeader(await create('none'), name, value));
        refused(answer, words);
        assert.ok(answer.isSigned, 'whose it is is known by the token');
      });
    }

    for (const name of ['SIGNATURE', 'TIMESTAMP']) {
      it(`with ${name} sent once`, async () => {
        const message = withHeaderTwice(await create('none'), name);
        const { status, body } = await sendRaw(opened().origin, rawRequest(message));
        assert.equal(status, 401);
        assert.match(JSON.parse(body).retmsg, new RegExp(`^header_duplicated\\. ${name}: `, 'u'));
      });
    }

    it('over method, path, query and body', async () => {
      const { send, merchant } = opened();
      const message = await create('covered');
      const dearer = Buffer.from(Buffer.from(message.body).toString().replace('0.5', '0.6'));
      refused(await send({ ...message, body: dearer }), /^signature_mismatch/u);
      refused(await send({ ...message, url: `${CREATE}?a=1` }), /^signature_mismatch/u);
      const { headers } = await opened().signed({ path: `${READ}?orderNo=a` });
      refused(await send({ method: 'GET', url: `${READ}?orderNo=b`, headers }), /^signature_mismatch/u);
      assert.equal((await ordersOf(opened(), merchant.id)).total, 0);
    });

    it('and never says what it should be', async () => {
      const { send, merchant } = opened();
      const message = await create('none');
      const [, expected = ''] = message.headers.find(([name]) => name === 'SIGNATURE') ?? [];
      const answer = await send(withHeader(message, 'SIGNATURE', FORGED));
      assert.ok(!answer.text.includes(expected) && !answer.text.includes(merchant.credentials.signKey));
    });

    it('no older and no newer than two minutes', async () => {
      const { call, environment } = opened();
      const at = async (offset: number) =>
        (await call({ path: `${READ}?orderNo=x`, signedAt: environment.now() + offset })).status;
      assert.equal(await at(-WINDOW_MILLISECONDS), 404);
      assert.equal(await at(WINDOW_MILLISECONDS), 404);
      assert.equal(await at(-WINDOW_MILLISECONDS - 1), 401);
      assert.equal(await at(WINDOW_MILLISECONDS + 1), 401);
    });
  });

  describe('is taken', () => {
    /** Signed by hand: METHOD + TIMESTAMP + what the reading makes of the rest. */
    const signedOver = (message: Message, rest: string): Message => {
      const { merchant, environment } = opened();
      const time = String(environment.now());
      const signature = createHmac('sha512', merchant.credentials.signKey)
        .update(`${message.method}${time}${rest}`)
        .digest('base64');
      return {
        ...message,
        headers: [...message.headers, ['Timestamp', time], ['signature', signature]],
      };
    };
    const READINGS = [
      ['with the ? of its query', `${READ}?orderNo=none`],
      ['without the ? of its query', `${READ}orderNo=none`],
    ] as const;
    for (const [what, rest] of READINGS) {
      it(`signed ${what}`, async () => {
        const message = unsigned({ path: `${READ}?orderNo=none` }, opened().merchant.token);
        assert.equal((await opened().send(signedOver(message, rest))).status, 404);
      });
    }

    it('signed over a decoded query', async () => {
      const message = unsigned({ path: `${READ}?orderNo=a%20b` }, opened().merchant.token);
      const answer = await opened().send(signedOver(message, `${READ}?orderNo=a b`));
      assert.deepEqual([answer.status, answer.isSigned], [404, true]);
      assert.match(answer.retmsg ?? '', /orderNo a b\.$/u);
    });

    it('signed over a body without the whitespace that it was sent with', async () => {
      const { send, merchant } = opened();
      const order = { ...ORDER, orderNo: 'pretty', customerId: 'a b' };
      const message = unsigned({ path: CREATE, body: JSON.stringify(order, null, 2) }, merchant.token);
      const answer = await send(signedOver(message, CREATE + JSON.stringify(order)));
      assert.deepEqual([answer.status, answer.retdata?.customerId], [200, 'a b']);
    });
  });

  describe('is answered', () => {
    it('with a signature over its own method, path and query, dated now', async () => {
      const { call, environment } = opened();
      const answer = await call({
        path: `${READ}?orderNo=x`,
        signedAt: environment.now() - WINDOW_MILLISECONDS,
      });
      assert.ok(answer.isSigned);
      assert.equal(answer.headers.get('timestamp'), String(environment.now()));
    });

    it('unsigned where its query cannot be signed', async () => {
      const { send } = opened();
      const message = await opened().signed({ path: `${READ}?orderNo=x` });
      for (const [query, code] of [
        ['orderNo=%ff', 'query_malformed'],
        ['orderNo=%00', 'query_ambiguous'],
        ['orderNo=a%26b=c', 'query_ambiguous'],
      ] as const) {
        const answer = await send({ ...message, url: `${READ}?${query}` });
        refused(answer, new RegExp(`^${code}\\.`, 'u'));
        assert.equal(answer.isSigned, false);
      }
    });

    it('with 403 from an address that is not allowed, and only if the signature is good', async () => {
      const { call, send, signed, newMerchant } = opened();
      const outside = await newMerchant({ allowlist: ['192.0.2.0/24'] });
      const answer = await call({ path: CREATE, body: ORDER, merchant: outside });
      assert.deepEqual([answer.status, answer.retcode, answer.isSigned], [403, '403', true]);
      const message = await signed({ path: CREATE, body: ORDER, merchant: outside });
      refused(await send(withHeader(message, 'SIGNATURE', FORGED), outside), /^signature_mismatch/u);
      const inside = await newMerchant({ allowlist: ['::1', '127.0.0.0/8'] });
      assert.equal((await call({ path: CREATE, body: ORDER, merchant: inside })).status, 200);
    });
  });

  describe('that creates', () => {
    it('takes effect once, and every copy of it gets the same answer', async () => {
      const { newMerchant, signed, send } = opened();
      const merchant = await newMerchant();
      const message = await signed({ path: CREATE, body: ORDER, merchant });
      const answers = await Promise.all(Array.from({ length: COPIES }, () => send(message, merchant)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
      assert.ok(answers.every(({ isSigned }) => isSigned));
      assert.equal((await ordersOf(opened(), merchant.id)).total, 1);
    });

    it('is answered again as before, signed afresh, while its signature holds', async () => {
      const { newMerchant, signed, send, environment, setRate } = opened();
      const merchant = await newMerchant();
      const signedAt = environment.now() + WINDOW_MILLISECONDS;
      const message = await signed({ path: CREATE, body: ORDER, merchant, signedAt });
      const first = await send(message, merchant);
      environment.advance(2 * WINDOW_MILLISECONDS - 1);
      await setRate('0.5');
      const last = await send(message, merchant);
      await setRate('0.99990947');
      assert.equal(last.text, first.text);
      assert.notEqual(last.headers.get('signature'), first.headers.get('signature'));
      assert.ok(first.isSigned && last.isSigned);
      refused(await send(message, merchant), /^timestamp_stale/u);
    });

    it('is refused again as before, whatever has changed since', async () => {
      const { core, newMerchant, signed, send } = opened();
      const merchant = await newMerchant();
      await core.perform((transaction) => transaction.run('delete from rates'));
      const message = await signed({ path: CREATE, body: ORDER, merchant });
      const first = await send(message, merchant);
      assert.deepEqual([first.status, first.retcode, first.isSigned], [503, '503', true]);
      await opened().setRate('0.99990947');
      assert.equal((await send(message, merchant)).text, first.text);
      assert.equal((await ordersOf(opened(), merchant.id)).total, 0);
    });
  });
});
