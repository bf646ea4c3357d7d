import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  INVOICE,
  onEachEngine,
  WRONG_SIGNATURE,
  withParameter,
} from '../../../../../test/support/blackhat.ts';

const COPIES = 100;

onEachEngine("a BlackHat call's ts", (opened) => {
  describe('after 1651480109.1231', () => {
    const CASES: readonly [ts: string, outcome: string][] = [
      ['1651480109.1231', 'TS_NOT_INCREASING'],
      ['1651480109.12310', 'TS_NOT_INCREASING'],
      ['0001651480109.1231', 'TS_NOT_INCREASING'],
      ['1651480109.123', 'TS_NOT_INCREASING'],
      ['165148010.91231', 'TS_NOT_INCREASING'],
      ['9', 'TS_NOT_INCREASING'],
      ['0', 'TS_NOT_INCREASING'],
      ['1651480109.1232', 'ok'],
      ['1651480109.123101', 'ok'],
      ['0001651480109.1232', 'ok'],
      ['1651480109.5', 'ok'],
      ['1651480110', 'ok'],
      ['10000000000', 'TS_OUT_OF_RANGE'],
      ['1651480109123', 'TS_OUT_OF_RANGE'],
      ['9999999999999.999999', 'TS_OUT_OF_RANGE'],
      ['16514801091231', 'MALFORMED_REQUEST'],
      ['1651480109.1231001', 'MALFORMED_REQUEST'],
      ['1.6514801e9', 'MALFORMED_REQUEST'],
      ['+1651480110', 'MALFORMED_REQUEST'],
      ['-1651480110', 'MALFORMED_REQUEST'],
      [' 1651480110', 'MALFORMED_REQUEST'],
      ['1651480110\n', 'MALFORMED_REQUEST'],
      ['1651480110.', 'MALFORMED_REQUEST'],
      ['1651480110,5', 'MALFORMED_REQUEST'],
      ['１651480110', 'MALFORMED_REQUEST'],
      ['.5', 'MALFORMED_REQUEST'],
      ['', 'MISSING_PARAMETER'],
    ];
    for (const [ts, outcome] of CASES) {
      it(`${JSON.stringify(ts)}: ${outcome}`, async () => {
        const { call, newMerchant } = opened();
        const merchant = await newMerchant();
        assert.equal((await call({ method: 'getStores', merchant, ts: '1651480109.1231' })).status, 200);
        const { ok, text, error } = await call({ method: 'getStores', merchant, ts });
        assert.equal(ok ? 'ok' : error.code, outcome, text);
        assert.equal(error?.last_ts, outcome === 'TS_NOT_INCREASING' ? '1651480109.1231' : undefined);
      });
    }
  });

  it('may lie 300 seconds ahead and no more, and is told the time here', async () => {
    const { call, newMerchant, environment } = opened();
    const merchant = await newMerchant();
    const inSeconds = (seconds: number) => (environment.now() / 1_000 + seconds).toFixed(3);
    const { status, error } = await call({ method: 'getStores', merchant, ts: inSeconds(300.001) });
    assert.deepEqual([status, error.code], [400, 'TS_OUT_OF_RANGE']);
    assert.equal(error.server_time, inSeconds(0));
    assert.equal((await call({ method: 'getStores', merchant, ts: inSeconds(300) })).status, 200);
  });

  it('sent in milliseconds does not lock the key', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    await call({ method: 'getStores', merchant, ts: '1651480109123' });
    assert.equal((await call({ method: 'getStores', merchant, ts: '1651480109.123' })).status, 200);
  });

  it(`lets one of ${COPIES} copies at once take effect, and tells the others`, async () => {
    const { call, signed, send, newMerchant } = opened();
    const merchant = await newMerchant();
    const store_id = merchant.credentials.storeId;
    const message = await signed({ method: 'createInvoice', parameters: { store_id, ...INVOICE }, merchant });
    const answers = await Promise.all(Array.from({ length: COPIES }, () => send(message)));
    const refused = answers.filter(({ status }) => status === 409);
    assert.equal(refused.length, COPIES - 1);
    assert.ok(
      refused.every(({ error }) => error.code === 'TS_NOT_INCREASING' && error.last_ts !== undefined),
    );
    const { result } = await call({ method: 'getInvoices', merchant });
    assert.equal((result as { total: number }).total, 1);
  });

  it('counts for all methods of a key and both verbs', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    const ts = '1651480109.5';
    assert.equal((await call({ method: 'getStores', verb: 'GET', merchant, ts })).status, 200);
    assert.equal((await call({ method: 'getInvoices', merchant, ts })).error.code, 'TS_NOT_INCREASING');
  });

  it('cannot be used for another method, though the signature would be good there too', async () => {
    const { signed, send, createInvoice, newMerchant } = opened();
    const merchant = await newMerchant();
    const { invoice_id } = await createInvoice({}, merchant);
    const reading = await signed({ method: 'getInvoice', parameters: { invoice_id }, merchant });
    assert.equal((await send(reading)).status, 200);
    const cancelling = await send({ ...reading, url: '/api/cancelInvoice' });
    assert.equal(cancelling.error.code, 'TS_NOT_INCREASING');
  });

  it('counts for its own key only, and begins anew with a new one', async () => {
    const { call, newMerchant, regenerated } = opened();
    const [one, other] = [await newMerchant(), await newMerchant()];
    for (const merchantNow of [() => one, () => other, () => regenerated(one)]) {
      const merchant = await merchantNow();
      assert.equal((await call({ method: 'getStores', merchant, ts: '1651480109.5' })).status, 200);
    }
  });

  describe('is used up by', () => {
    const CASES: readonly [what: string, code: string, method: string, parameters: Record<string, string>][] =
      [
        ['a parameter that there is not', 'UNKNOWN_PARAMETER', 'getStores', { nothing: '' }],
        ['a parameter that is not valid', 'INVALID_PARAMETER', 'getInvoices', { count: '0' }],
        ['a parameter that is missing', 'INVALID_PARAMETER', 'createInvoice', {}],
        ['an invoice that there is not', 'INVOICE_NOT_FOUND', 'getInvoice', { invoice_id: 'x' }],
        ['a store that there is not', 'STORE_NOT_FOUND', 'createInvoice', { store_id: 'x', ...INVOICE }],
      ];
    for (const [what, code, method, parameters] of CASES) {
      it(what, async () => {
        const { call, newMerchant } = opened();
        const merchant = await newMerchant();
        const ts = '1651480109.5';
        assert.equal((await call({ method, parameters, merchant, ts })).error.code, code);
        assert.equal((await call({ method: 'getStores', merchant, ts })).error.code, 'TS_NOT_INCREASING');
      });
    }
  });

  it('is not used up by a wrong signature, so that nobody can lock another out', async () => {
    const { signed, send, newMerchant } = opened();
    const merchant = await newMerchant();
    const good = await signed({ method: 'getStores', merchant });
    const wrong = await send(withParameter(good, 'sign', WRONG_SIGNATURE));
    assert.equal(wrong.error.code, 'INVALID_SIGN');
    assert.equal((await send(good)).status, 200);
  });
});
