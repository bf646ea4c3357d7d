import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { INVOICE_NUMBER, invoiceNumber } from './invoice-number.ts';

it('numbers an invoice by kind, time in China, and 15 digits of chance', () => {
  // An observed pair: the webhook of 40620260209151154… was made at 2026-02-09T07:21:56Z, ten minutes later.
  const environment = testEnvironment(Date.parse('2026-02-09T07:11:54Z'));
  const number = invoiceNumber({ environment });
  assert.equal(number.slice(0, 17), '40620260209151154');
  assert.match(number, INVOICE_NUMBER);
  assert.equal(number.length, 32);
  assert.notEqual(invoiceNumber({ environment }), number);
});

it('turns the day at midnight in China', () => {
  const environment = testEnvironment(Date.parse('2026-12-31T16:00:00Z'));
  assert.equal(invoiceNumber({ environment }).slice(3, 17), '20270101000000');
});
