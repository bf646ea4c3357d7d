import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type BlackhatAnswer,
  changedCall as changed,
  ELSEWHERE,
  onEachEngine,
  type TestBlackhat,
  UNKNOWN_KEY,
  WRONG_SIGNATURE,
  withParameter,
} from '../../../../../test/support/blackhat.ts';

onEachEngine('BlackHat', (opened) => {
  describe('a stranger cannot tell', () => {
    /** All that an answer shows, but for its time and number. */
    const seen = ({ status, headers, text }: BlackhatAnswer) => {
      const shown = [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name));
      return { status, headers: shown, text };
    };
    const wrongSignature = async () =>
      seen(
        await opened().send(
          withParameter(await opened().signed({ method: 'getStores' }), 'sign', WRONG_SIGNATURE),
        ),
      );

    const CASES: readonly [what: string, answer: (api: TestBlackhat) => Promise<BlackhatAnswer>][] = [
      ['an unknown key', (api) => changed(api, { key: UNKNOWN_KEY })],
      [
        'an unknown key with a ts far ahead',
        (api) => changed(api, { key: UNKNOWN_KEY, ts: '1651480109123' }),
      ],
      ['what could be no key', (api) => changed(api, { key: 'no key' })],
      ['what no store could look for', (api) => changed(api, { key: '\0' })],
      [
        'a key of another letter case',
        async (api) => changed(api, { key: api.merchant.credentials.apiKey.toUpperCase() }),
      ],
      ['a ts used before, without the secret', (api) => changed(api, { sign: WRONG_SIGNATURE, ts: '1' })],
      [
        'a key that may not be used from here, without its secret',
        (api) => changed(api, { sign: WRONG_SIGNATURE }, ELSEWHERE),
      ],
      [
        'a key that was replaced, even with its secret',
        async (api) => {
          const merchant = await api.newMerchant();
          const message = await api.signed({ method: 'getStores', merchant });
          await api.regenerated(merchant);
          return api.send(message);
        },
      ],
    ];
    for (const [what, answer] of CASES) {
      it(`${what} from a wrong signature`, async () => {
        assert.deepEqual(seen(await answer(opened())), await wrongSignature());
      });
    }
  });
  describe('a key', () => {
    it('may be used from the addresses of its allowlist only', async () => {
      const { call, newMerchant } = opened();
      const here = await newMerchant({ allowlist: ['2001:db8::/32', '127.0.0.0/8'] });
      assert.equal((await call({ method: 'getStores', merchant: here })).status, 200);
      const elsewhere = await newMerchant({ allowlist: ELSEWHERE });
      const { status, error } = await call({ method: 'getStores', merchant: elsewhere });
      assert.deepEqual([status, error.code], [403, 'IP_NOT_ALLOWED']);
      assert.match(error.message ?? '', /may not be used from 127\.0\.0\.1/u);
    });

    it('stops at the moment it is replaced, also for calls already signed; the new one starts', async () => {
      const { call, signed, send, newMerchant, regenerated } = opened();
      const merchant = await newMerchant();
      const signedBefore = await signed({ method: 'getStores', merchant });
      assert.equal((await call({ method: 'getStores', merchant })).status, 200);
      const renewed = await regenerated(merchant);
      assert.equal((await send(signedBefore)).error.code, 'INVALID_SIGN');
      assert.equal((await call({ method: 'getStores', merchant })).error.code, 'INVALID_SIGN');
      assert.equal((await call({ method: 'getStores', merchant: renewed })).status, 200);
    });

    it('is of the documented form', () => {
      const { apiKey, apiSecret } = opened().merchant.credentials;
      for (const text of [apiKey, apiSecret]) assert.match(text, /^[0-9a-f]{32}$/u);
    });

    it('and its secret, its signatures and its parameters stay out of the log', async () => {
      const { call, merchant, log, signed } = opened();
      const { apiKey, apiSecret } = merchant.credentials;
      const { url } = await signed({ method: 'getStores', verb: 'GET' });
      await call({ method: 'getInvoice', parameters: { invoice_id: 'looked-for' }, verb: 'GET' });
      await changed(opened(), { sign: WRONG_SIGNATURE });
      const lines = JSON.stringify(log());
      const sign = new URLSearchParams(url.split('?')[1]).get('sign') ?? '';
      for (const text of [apiKey, apiSecret, sign, 'looked-for'])
        assert.ok(text !== '' && !lines.includes(text));
      assert.ok(log().some(({ verdict }) => verdict === 'signature_mismatch'));
    });
  });
});
