import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { callbackVector, GENUINE } from '../../../test/support/receivers/callback-vectors.ts';
import {
  type CallbackEvent,
  DIALECTS,
  type Dialect,
  Refusal,
  readEvent,
  type Verified,
  verify,
} from './index.ts';

const VERIFIED: Omit<Verified, 'payload'> = {
  ok: true,
  keyId: '',
  mode: 'key',
  reading: '',
  signedAt: undefined,
  replay: { rule: 'none' },
  encrypted: false,
};

function read(dialect: Dialect, payload: string | Uint8Array): CallbackEvent {
  return readEvent(dialect, { ...VERIFIED, payload: Buffer.from(payload) });
}

async function eventOf(name: string): Promise<CallbackEvent> {
  const { dialect, message, credentials, receivedAt } = callbackVector(name);
  const verdict = await verify(dialect.callback, message, { credentials, receivedAt });
  assert.ok(verdict.ok);
  return readEvent(dialect, verdict);
}

describe('the event of a verified callback', () => {
  test('has the id that its provider gives it, or one made of what tells events apart', async () => {
    const ids = await Promise.all(GENUINE.map(async ({ name }) => (await eventOf(name)).id));
    assert.deepEqual(ids, [
      '111',
      '0e9ab3a4-e15d-404e-bed8-f5e0745ce411',
      'evt_0a4fee0f5882',
      '202510162200620000082571:7:2025-10-16T15:33:02+07:00',
      'sha256:003bd6377fb63f2a0135fc44130eebd35ab530d1f7915fe821d07f031f51611f',
      'WH202609250001',
    ]);
  });

  test('is decrypted where the dialect encrypts', async () => {
    const { data } = await eventOf('upay/E2');
    assert.equal(data.event, 'PO_ORDER_STATUS_CHANGE');
  });

  test('keeps every digit of a number, as text', () => {
    const { data } = read(
      DIALECTS.anexpay,
      '{"eventId":"e","data":{"payingAmount":989.190000000000000001,"n":[1e2,-0]}}',
    );
    assert.deepEqual(data, {
      eventId: 'e',
      data: { payingAmount: '989.190000000000000001', n: ['1e2', '-0'] },
    });
  });

  test('holds __proto__ as a member like any other', () => {
    const { data } = read(DIALECTS.anexpay, '{"eventId":"e","__proto__":{"polluted":true}}');
    assert.ok(Object.hasOwn(data, '__proto__'));
    assert.equal('polluted' in data, false);
  });

  test('has the same id whether a state is a number or a text', () => {
    const asNumber = read(
      DIALECTS.easylink,
      '{"disbursement_id":"20250101","state":7,"state_change_time":"T"}',
    );
    const asText = read(
      DIALECTS.easylink,
      '{"state_change_time":"T","state":"7","disbursement_id":"20250101","reason":""}',
    );
    assert.equal(asNumber.id, asText.id);
  });

  test('of BlackHat is the same whenever it was signed, and another once anything else changes', () => {
    const [first, again, later] = [
      'invoice_id=i&status=pending&amount_received=1.0&ts=1.1&sign=aa',
      'invoice_id=i&status=pending&amount_received=1.0&ts=1.2&sign=bb',
      'invoice_id=i&status=pending&amount_received=1.5&ts=1.2&sign=bb',
    ].map((payload) => read(DIALECTS.blackhat, payload).id);
    assert.equal(again, first);
    assert.notEqual(later, first);
  });

  test('is known by its content where a part of the id is missing, empty or no text', () => {
    const ids = ['{"a":1}', '{"eventId":""}', '{"eventId":null}', '{"eventId":{}}'].map(
      (payload) => read(DIALECTS.anexpay, payload).id,
    );
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^sha256:[0-9a-f]{64}$/);
  });

  test('cannot be read from what is signed but is no event', () => {
    const refused: readonly (readonly [Dialect, string | Uint8Array, string])[] = [
      [DIALECTS.basicex, '', 'body_malformed'],
      [DIALECTS.basicex, 'paid', 'body_malformed'],
      [DIALECTS.basicex, '["paid"]', 'body_malformed'],
      [DIALECTS.basicex, '{"id":"1","id":"2"}', 'body_malformed'],
      [DIALECTS.basicex, Buffer.from([0x7b, 0xff, 0x7d]), 'body_not_utf8'],
      [DIALECTS.blackhat, '', 'body_malformed'],
      [DIALECTS.blackhat, 'status=%zz', 'body_malformed'],
    ];
    for (const [dialect, payload, code] of refused) {
      assert.throws(
        () => read(dialect, payload),
        (error) => error instanceof Refusal && error.code === code,
      );
    }
  });
});
