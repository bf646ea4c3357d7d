import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type BlackhatAnswer,
  changedCall as changed,
  ELSEWHERE,
  onEachEngine,
  type TestBlackhat,
  UNKNOWN_KEY,
  WRONG_SIGNATURE,
} from '../../../../../test/support/blackhat.ts';

onEachEngine("BlackHat's checks come in their order: refused for the first that fails", (opened) => {
  /** Each breaks one rule more than the call needs to be refused with the code. */
  const CASES: readonly [code: string, status: number, why: string, send: Attempt][] = [
    ['METHOD_NOT_FOUND', 404, 'an unknown method, nothing signed', (api) => bare(api, 'POST', '/api/none')],
    ['METHOD_NOT_FOUND', 404, 'another letter case', (api) => bare(api, 'POST', '/api/getstores')],
    ['METHOD_NOT_FOUND', 404, 'no method at all', (api) => bare(api, 'GET', '/api/')],
    ['HTTP_METHOD_NOT_ALLOWED', 405, 'PUT, nothing signed', (api) => bare(api, 'PUT', '/api/getStores')],
    ['MISSING_PARAMETER', 400, 'no key, a malformed ts', (api) => changed(api, { ts: 'x', key: undefined })],
    [
      'MALFORMED_REQUEST',
      400,
      'a malformed ts of an unknown key',
      (api) => changed(api, { ts: '1e9', key: UNKNOWN_KEY }),
    ],
    [
      'MALFORMED_REQUEST',
      400,
      'a malformed sign of an unknown key',
      (api) => changed(api, { sign: 'x', key: UNKNOWN_KEY }),
    ],
    [
      'INVALID_SIGN',
      401,
      'an unknown key, a ts far ahead',
      (api) => changed(api, { key: UNKNOWN_KEY, ts: '1651480109123' }),
    ],
    [
      'INVALID_SIGN',
      401,
      'a wrong signature, a ts far ahead',
      (api) => changed(api, { sign: WRONG_SIGNATURE, ts: '1651480109123' }),
    ],
    [
      'INVALID_SIGN',
      401,
      'a wrong signature, a ts used before',
      (api) => changed(api, { sign: WRONG_SIGNATURE, ts: '1' }),
    ],
    [
      'INVALID_SIGN',
      401,
      'a wrong signature, an unknown parameter',
      (api) => changed(api, { sign: WRONG_SIGNATURE, nothing: '1' }),
    ],
    [
      'INVALID_SIGN',
      401,
      'a wrong signature from elsewhere',
      (api) => changed(api, { sign: WRONG_SIGNATURE }, ELSEWHERE),
    ],
    [
      'IP_NOT_ALLOWED',
      403,
      'from elsewhere, a ts far ahead',
      (api) => called(api, '1651480109123', {}, ELSEWHERE),
    ],
    [
      'IP_NOT_ALLOWED',
      403,
      'from elsewhere, an unknown parameter',
      (api) => called(api, undefined, { nothing: '1' }, ELSEWHERE),
    ],
    [
      'TS_NOT_INCREASING',
      409,
      'a ts used before, an unknown parameter',
      (api) => called(api, '1', { nothing: '1' }),
    ],
    [
      'TS_OUT_OF_RANGE',
      400,
      'a ts far ahead, an unknown parameter',
      (api) => called(api, '1651480109123', { nothing: '1' }),
    ],
    [
      'UNKNOWN_PARAMETER',
      400,
      'an unknown parameter, no such invoice',
      (api) => called(api, undefined, { invoice_id: 'x', nothing: '1' }),
    ],
    [
      'INVALID_PARAMETER',
      400,
      'a malformed parameter, no such invoice',
      (api) => called(api, undefined, { invoice_id: 'x'.repeat(65) }),
    ],
  ];
  for (const [code, status, why, attempt] of CASES) {
    it(`${code}: ${why}`, async () => {
      const api = opened();
      await api.call({ method: 'getStores' });
      const answer = await attempt(api);
      assert.deepEqual([answer.status, answer.ok, answer.error.code], [status, false, code], answer.text);
    });
  }

  it('HTTP_METHOD_NOT_ALLOWED names the methods that are', async () => {
    const { headers } = await bare(opened(), 'DELETE', '/api/getStores');
    assert.equal(headers.get('allow'), 'GET, POST');
  });
});

type Attempt = (api: TestBlackhat) => Promise<BlackhatAnswer>;

function bare(api: TestBlackhat, method: string, url: string): Promise<BlackhatAnswer> {
  return api.send({ method, url, headers: [], body: Buffer.of() });
}

/** A call of getStores that was changed after it was signed. */ /** A call of getInvoice that is signed as it is. */
async function called(
  api: TestBlackhat,
  ts: string | undefined,
  parameters: Readonly<Record<string, string>>,
  allowlist?: readonly string[],
): Promise<BlackhatAnswer> {
  const merchant = allowlist === undefined ? {} : { merchant: await api.newMerchant({ allowlist }) };
  return api.call({ method: 'getInvoice', parameters, ...merchant, ...(ts !== undefined && { ts }) });
}
