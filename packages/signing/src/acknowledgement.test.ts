import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DIALECTS, type DialectName, isAcknowledged } from './index.ts';

function accepts(name: DialectName, status: number, body: string): boolean {
  return isAcknowledged(DIALECTS[name].callback.acknowledgement, { status, body: Buffer.from(body) });
}

describe('an acknowledgement', () => {
  for (const { name, callback } of Object.values(DIALECTS)) {
    test(`${name}: what a receiver answers is accepted, with another status it is not`, () => {
      const { status, body } = callback.acknowledgement;
      assert.equal(accepts(name as DialectName, status, body), true);
      for (const other of [201, 202, 204, 302, 410, 500]) {
        assert.equal(accepts(name as DialectName, other, body), false, `${other}`);
      }
    });
  }

  test('only UPay looks at the body', () => {
    const indifferent = Object.keys(DIALECTS).filter((name) => accepts(name as DialectName, 200, 'received'));
    assert.deepEqual(indifferent, ['basicex', 'anexpay', 'easylink', 'blackhat']);
  });

  test('UPay wants SUCCESS, in any letter case and with white space around it, and nothing else', () => {
    for (const body of ['SUCCESS', 'success', ' SUCCESS\r\n']) assert.ok(accepts('upay', 200, body), body);
    for (const body of ['', 'OK', '"SUCCESS"', 'SUCCESSFUL', '{"code":0}']) {
      assert.ok(!accepts('upay', 200, body), body);
    }
  });
});
