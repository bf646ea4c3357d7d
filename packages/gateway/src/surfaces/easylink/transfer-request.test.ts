import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRANSFER } from '../../../../../test/support/easylink.ts';
import { formatAmount } from '../../money/index.ts';
import { readReference, readTransferRequest } from './transfer-request.ts';

const read = (fields: object | string) =>
  readTransferRequest(Buffer.from(typeof fields === 'string' ? fields : JSON.stringify(fields)));

const accepted = (fields: object | string) => {
  const result = read(fields);
  assert.ok('value' in result, 'body' in result ? String(result.body) : '');
  return result.value;
};

const refusal = (result: object) => {
  assert.ok(
    'body' in result && 'status' in result,
    JSON.stringify(result, (_, value) => String(value)),
  );
  assert.equal(result.status, 200);
  return JSON.parse(String(result.body)) as { code: number; message: string; data: unknown };
};

describe('the parameters of a domestic transfer', () => {
  it('are its reference, its amount and its beneficiary', () => {
    const { reference, amount, beneficiary } = accepted(TRANSFER);
    assert.equal(reference, TRANSFER.reference);
    assert.equal(formatAmount(amount), '50000.00');
    assert.deepEqual(beneficiary, {
      bankId: '2',
      accountHolderName: 'Budi Santoso',
      accountNumber: '8730700000000001',
      paymentMethod: '1',
      description: 'Invoice #102 / Mei',
    });
  });

  it('may be numbers where clients send numbers, exact to the last digit', () => {
    const text = JSON.stringify({ ...TRANSFER, bank_id: 164, payment_method: 2 });
    const { amount, beneficiary } = accepted(text.replace('"50000"', '123456789012.10'));
    assert.equal(formatAmount(amount), '123456789012.10');
    assert.deepEqual([beneficiary.bankId, beneficiary.paymentMethod], ['164', '2']);
  });

  it('need neither payment method nor description, which one client calls remark', () => {
    const { payment_method: _, description, ...required } = TRANSFER;
    assert.deepEqual(Object.keys(accepted(required).beneficiary), [
      'bankId',
      'accountHolderName',
      'accountNumber',
    ]);
    assert.equal(accepted({ ...required, remark: description }).beneficiary.description, description);
    assert.equal(accepted({ ...required, description: '', remark: 'x' }).beneficiary.description, '');
  });

  it('may have amounts from 50,000 to a trillion rupiah, decimals and all', () => {
    for (const amount of ['50000', '50000.00', '50000.000000000000000000', '1000000000000']) {
      accepted({ ...TRANSFER, amount });
    }
  });

  const FIELD = 10_500_003;
  const CASES: readonly [field: keyof typeof TRANSFER | 'remark', value: unknown, code: number][] = [
    ['reference', undefined, FIELD],
    ['reference', null, FIELD],
    ['reference', '', FIELD],
    ['reference', 'x'.repeat(65), FIELD],
    ['reference', 'a\0b', FIELD],
    ['reference', 'a\nb', FIELD],
    ['reference', '\ud800', FIELD],
    ['reference', true, FIELD],
    ['reference', { a: 1 }, FIELD],
    ['bank_id', undefined, FIELD],
    ['bank_id', '', FIELD],
    ['bank_id', 'BRI', FIELD],
    ['bank_id', '-1', FIELD],
    ['bank_id', '1234567890', FIELD],
    ['bank_id', '3', 60_001_004],
    ['bank_id', '02', 60_001_004],
    ['account_holder_name', undefined, FIELD],
    ['account_holder_name', '', FIELD],
    ['account_holder_name', 'x'.repeat(141), FIELD],
    ['account_holder_name', 'Budi\u0007', FIELD],
    ['account_holder_name', ['Budi'], FIELD],
    ['account_number', undefined, FIELD],
    ['account_number', '123', FIELD],
    ['account_number', '1'.repeat(35), FIELD],
    ['account_number', '8730-7000', FIELD],
    ['account_number', '+6287728493999', FIELD],
    ['account_number', '١٢٣٤', FIELD],
    ['amount', undefined, FIELD],
    ['amount', '', FIELD],
    ['amount', '50,000', FIELD],
    ['amount', '50.000,00', FIELD],
    ['amount', '-50000', FIELD],
    ['amount', '+50000', FIELD],
    ['amount', '050000', FIELD],
    ['amount', '1e6', FIELD],
    ['amount', '0x10000', FIELD],
    ['amount', 'NaN', FIELD],
    ['amount', ' 50000', FIELD],
    ['amount', '50000.', FIELD],
    ['amount', '50000.001', FIELD],
    ['amount', '1'.repeat(41), FIELD],
    ['amount', '0', 30_020_005],
    ['amount', '49999.99', 30_020_005],
    ['amount', '1000000000000.01', 30_020_003],
    ['amount', '9'.repeat(40), 30_020_003],
    ['payment_method', '0', FIELD],
    ['payment_method', '4', FIELD],
    ['payment_method', 'bank', FIELD],
    ['description', 'x'.repeat(256), FIELD],
    ['description', 'a\0', FIELD],
    ['remark', 'x'.repeat(256), FIELD],
  ];
  for (const [field, value, code] of CASES) {
    it(`are refused where ${field} is ${JSON.stringify(value)?.slice(0, 40)}`, () => {
      const answer = refusal(read({ ...TRANSFER, [field]: value }));
      assert.deepEqual([answer.code, answer.data], [code, null]);
      assert.match(answer.message, new RegExp(`^${field} (?:is required|is not valid|must)`, 'u'));
    });
  }

  it('are an object', () => {
    for (const text of ['[]', '"x"', '1', 'null', 'true']) assert.equal(refusal(read(text)).code, FIELD);
  });

  it('are not refused in words that repeat what is personal', () => {
    const { message } = refusal(read({ ...TRANSFER, account_number: 'SECRET-8730' }));
    assert.ok(!message.includes('8730'));
  });
});

describe('the parameter of a look-up', () => {
  it('is a reference', () => {
    const result = readReference(Buffer.from('{"reference":"TRX-1","other":1}'));
    assert.ok('value' in result);
    assert.equal(result.value.reference, 'TRX-1');
  });

  for (const text of ['', '{}', '[]', '{"reference":""}', '{"reference":null}', '{"reference":"a\\u0000"}']) {
    it(`is not ${text === '' ? 'nothing' : text}`, () => {
      assert.equal(refusal(readReference(Buffer.from(text))).code, 10_500_003);
    });
  }
});
