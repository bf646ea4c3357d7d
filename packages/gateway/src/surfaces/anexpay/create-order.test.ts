import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ORDER } from '../../../../../test/support/anexpay.ts';
import { formatAmount } from '../../money/index.ts';
import { readCreateOrder } from './create-order.ts';

const read = (content: object | string) =>
  readCreateOrder(Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));

describe('the content of CreateOrder', () => {
  it('is as in the documentation’s sample', () => {
    const result = read(ORDER);
    assert.ok(result.ok);
    assert.equal(formatAmount(result.value.priced), '0.50');
    assert.deepEqual(result.value.request, { ...ORDER, orderAmount: '0.5', expiredIn: '2000' });
  });

  it('may have its numbers as texts, and leave out merchantId and fiat', () => {
    const { merchantId: _, fiat: __, ...required } = ORDER;
    const result = read({ ...required, orderAmount: '12345678901.10', expiredIn: '604800' });
    assert.ok(result.ok);
    assert.equal(formatAmount(result.value.priced), '12345678901.10');
    assert.ok(read({ ...ORDER, fiat: null, merchantId: null, unknown: { a: [1] } }).ok);
  });

  it('loses no digit of a number', () => {
    const result = read(JSON.stringify(ORDER).replace('0.5', '90071992547409.93'));
    assert.ok(result.ok);
    assert.equal(formatAmount(result.value.priced), '90071992547409.93');
  });

  const CASES: readonly [field: keyof typeof ORDER, value: unknown][] = [
    ['orderNo', undefined],
    ['orderNo', ''],
    ['orderNo', null],
    ['orderNo', true],
    ['orderNo', ['1']],
    ['orderNo', 'x'.repeat(65)],
    ['orderNo', `x${'\u0301'.repeat(64)}`],
    ['orderNo', 'a\0b'],
    ['orderNo', '\ud800'],
    ['customerId', undefined],
    ['customerId', 'x'.repeat(65)],
    ['customerId', 'a\nb'],
    ['merchantId', ''],
    ['merchantId', {}],
    ['orderAmount', undefined],
    ['orderAmount', ''],
    ['orderAmount', 0],
    ['orderAmount', -1],
    ['orderAmount', '0.00'],
    ['orderAmount', '0.005'],
    ['orderAmount', '1,5'],
    ['orderAmount', '1e3'],
    ['orderAmount', '01'],
    ['orderAmount', ' 1'],
    ['orderAmount', 'NaN'],
    ['orderAmount', '9'.repeat(40)],
    ['orderAmount', '9'.repeat(41)],
    ['token', undefined],
    ['token', 'USDT'],
    ['token', 'eth_usdt'],
    ['token', 'constructor'],
    ['token', '__proto__'],
    ['fiat', 'EUR'],
    ['fiat', ''],
    ['expiredIn', undefined],
    ['expiredIn', 0],
    ['expiredIn', -1],
    ['expiredIn', 1.5],
    ['expiredIn', '1e3'],
    ['expiredIn', 604_801],
    ['expiredIn', 99_999_999],
  ];
  for (const [field, value] of CASES) {
    it(`is refused where ${field} is ${JSON.stringify(value)?.slice(0, 40)}`, () => {
      const result = read({ ...ORDER, [field]: value });
      assert.ok(!result.ok);
      assert.equal(result.field, field);
      assert.match(result.reason, new RegExp(`^${field} `, 'u'));
    });
  }

  for (const content of ['', '{}', '[]', '"x"', '{', 'orderNo=1', '{"orderNo":"1","orderNo":"2"}']) {
    it(`is refused where it is ${content === '' ? 'empty' : content}`, () => {
      assert.ok(!read(content).ok);
    });
  }
});
