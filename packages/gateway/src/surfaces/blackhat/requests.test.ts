import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  type BlackhatInvoice,
  INVOICE,
  onEachEngine,
  UNKNOWN_KEY,
  WRONG_SIGNATURE,
  withParameter,
} from '../../../../../test/support/blackhat.ts';
import { rawRequest, withHeader } from '../../../../../test/support/messages.ts';
import { sendRaw } from '../../../../../test/support/raw-http.ts';

onEachEngine('a BlackHat call', (opened) => {
  describe('is answered', () => {
    for (const encoding of ['raw', 'rfc3986', 'form'] as const) {
      it(`with values signed in the encoding ${encoding}`, async () => {
        const { call, merchant } = opened();
        const description = "Café + Co #1+2 ~*!'() %41";
        const parameters = { store_id: merchant.credentials.storeId, ...INVOICE, description };
        const answer = await call({ method: 'createInvoice', parameters, encoding });
        assert.equal(answer.status, 200, answer.text);
        assert.equal((answer.result as BlackhatInvoice).description, description);
      });
    }

    it('with a value that could be read as a parameter, if it was signed encoded', async () => {
      const { call, merchant } = opened();
      const description = 'x&order_id=9';
      const parameters = { store_id: merchant.credentials.storeId, ...INVOICE, description };
      const answer = await call({ method: 'createInvoice', parameters, encoding: 'form' });
      assert.equal((answer.result as BlackhatInvoice).description, description);
      assert.equal((answer.result as BlackhatInvoice).order_id, null);
    });

    it('with its signature in upper case', async () => {
      const { signed, send } = opened();
      const message = await signed({ method: 'getStores' });
      const sign = new URLSearchParams(Buffer.from(message.body).toString()).get('sign') ?? '';
      assert.equal((await send(withParameter(message, 'sign', sign.toUpperCase()))).status, 200);
    });

    it('from its body alone, whatever the query says', async () => {
      const { signed, send } = opened();
      const message = await signed({ method: 'getStores' });
      const answer = await send({ ...message, url: `${message.url}?key=${UNKNOWN_KEY}&ts=1&a[]=1&a[]=2` });
      assert.equal(answer.status, 200, answer.text);
    });

    it('from its query where a POST has no body', async () => {
      const { signed, send } = opened();
      const { url } = await signed({ method: 'getStores', verb: 'GET' });
      assert.equal((await send({ method: 'POST', url, headers: [], body: Buffer.of() })).status, 200);
    });

    it('from its query where a GET has a body', async () => {
      const { signed, origin } = opened();
      const message = await signed({ method: 'getStores', verb: 'GET' });
      const { status, body } = await sendRaw(origin, rawRequest({ ...message, body: Buffer.from('key=1') }));
      assert.equal(status, 200, body);
    });

    it('whatever Content-Type a client gives its form', async () => {
      const { signed, send } = opened();
      for (const contentType of ['text/plain', undefined]) {
        const message = withHeader(await signed({ method: 'getStores' }), 'Content-Type', contentType);
        assert.equal((await send(message)).status, 200);
      }
    });
  });
  describe('is refused', () => {
    const stores = () => opened().signed({ method: 'getStores' });
    const raw = async (change: (body: string) => string | Uint8Array): Promise<Message> => {
      const message = await stores();
      return { ...message, body: Buffer.from(change(Buffer.from(message.body).toString())) };
    };
    const json = (body: object): Message => ({
      method: 'POST',
      url: '/api/getStores',
      headers: [['Content-Type', 'application/json']],
      body: Buffer.from(JSON.stringify(body)),
    });

    const CASES: readonly [
      what: string,
      message: () => Promise<Message>,
      code: string,
      parameter?: string,
    ][] = [
      [
        'without key',
        async () => withParameter(await stores(), 'key', undefined),
        'MISSING_PARAMETER',
        'key',
      ],
      ['without ts', async () => withParameter(await stores(), 'ts', undefined), 'MISSING_PARAMETER', 'ts'],
      [
        'without sign',
        async () => withParameter(await stores(), 'sign', undefined),
        'MISSING_PARAMETER',
        'sign',
      ],
      ['with an empty key', async () => withParameter(await stores(), 'key', ''), 'MISSING_PARAMETER', 'key'],
      [
        'as JSON',
        async () => json({ key: UNKNOWN_KEY, ts: '1', sign: WRONG_SIGNATURE }),
        'MISSING_PARAMETER',
        'key',
      ],
      ['with its key in the query', async () => keyInQuery(await stores()), 'MISSING_PARAMETER', 'key'],
      ['with a key twice', () => raw((body) => `${body}&key=1`), 'MALFORMED_REQUEST', 'key'],
      ['with a ts twice', () => raw((body) => `${body}&ts=1`), 'MALFORMED_REQUEST', 'ts'],
      ['with an own parameter twice', () => raw((body) => `a=1&a=1&${body}`), 'MALFORMED_REQUEST', 'a'],
      ['with a list', () => raw((body) => `a[]=1&${body}`), 'MALFORMED_REQUEST', 'a[]'],
      ['with a list, encoded', () => raw((body) => `a%5B0%5D=1&${body}`), 'MALFORMED_REQUEST', 'a[0]'],
      ['with a broken %', () => raw((body) => `a=%4&${body}`), 'MALFORMED_REQUEST', 'a'],
      ['with bytes that are not UTF-8', () => raw((body) => latin1(`a=\xff&${body}`)), 'MALFORMED_REQUEST'],
      ['with those, encoded', () => raw((body) => `a=%ff&${body}`), 'MALFORMED_REQUEST', 'a'],
      ['with = in a name', () => raw((body) => `a%3Db=1&${body}`), 'MALFORMED_REQUEST', 'a=b'],
      ['with & in a name', () => raw((body) => `a%26b=1&${body}`), 'MALFORMED_REQUEST', 'a&b'],
      [
        'with a second parameter hidden in a value',
        () => raw((body) => `a=1%26b=2&${body}`),
        'MALFORMED_REQUEST',
        'a',
      ],
      [
        'with a short sign',
        async () => withParameter(await stores(), 'sign', 'a'.repeat(63)),
        'MALFORMED_REQUEST',
        'sign',
      ],
      [
        'with a sign that is no hex',
        async () => withParameter(await stores(), 'sign', 'z'.repeat(64)),
        'MALFORMED_REQUEST',
        'sign',
      ],
      [
        'with a sign in base64',
        async () => withParameter(await stores(), 'sign', `${'a'.repeat(43)}=`),
        'MALFORMED_REQUEST',
        'sign',
      ],
    ];
    for (const [what, message, code, parameter] of CASES) {
      it(`${what}: ${code}`, async () => {
        const answer = await opened().send(await message());
        assert.deepEqual([answer.status, answer.ok, answer.error.code], [400, false, code], answer.text);
        assert.equal(answer.error.parameter, parameter);
        assert.notEqual(answer.error.message, '');
      });
    }

    it('with the two signed alike by the rule, of which one hides the other, not taken for each other', async () => {
      const { signed, send, merchant } = opened();
      // The page's rule gives both one string: description=x&invoice_id=9&key=…&ts=…
      const two = await signed({ method: 'getInvoice', parameters: { description: 'x', invoice_id: '9' } });
      const form = new URLSearchParams(Buffer.from(two.body).toString());
      form.delete('invoice_id');
      form.set('description', 'x&invoice_id=9');
      const one = await send({ ...two, body: Buffer.from(form.toString()) });
      assert.deepEqual([one.status, one.error.code], [400, 'MALFORMED_REQUEST']);
      assert.match(one.error.message ?? '', /could be read as a further parameter/u);
      assert.equal((await send(two)).error.code, 'UNKNOWN_PARAMETER', merchant.id);
    });

    describe('saying what to do:', () => {
      it('where a parameter is missing', async () => {
        const { error } = await opened().send(withParameter(await stores(), 'key', undefined));
        assert.match(error.message ?? '', /^key is missing: .* form body of a POST .* query of a GET\.$/u);
      });

      it('where the signature is wrong, without the right one', async () => {
        const { send } = opened();
        const message = await stores();
        const sign = new URLSearchParams(Buffer.from(message.body).toString()).get('sign') ?? '';
        const { text, error } = await send(withParameter(message, 'sign', WRONG_SIGNATURE));
        assert.match(error.message ?? '', /HMAC-SHA256 .* all parameters but sign, sorted by name/u);
        assert.ok(!text.includes(sign));
      });
    });
  });
});

function keyInQuery(message: Message): Message {
  const key = new URLSearchParams(Buffer.from(message.body).toString()).get('key');
  return { ...withParameter(message, 'key', undefined), url: `${message.url}?key=${key}` };
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
