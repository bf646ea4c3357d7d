/** Refunds of tests, of an invoice on a rail of their own. Amounts are minor units of USDT. */
import assert from 'node:assert/strict';
import {
  abnormalPaymentsOf,
  type Core,
  findInvoice,
  findRefund,
  type Invoice,
  type Refund,
  type RefundCommand,
  reportSending,
  requestRefund,
  runDueWork,
  WORK_HANDLERS,
} from '../../packages/gateway/src/core/index.ts';
import { amountOf } from '../../packages/gateway/src/money/index.ts';
import type { SendState } from '../../packages/gateway/src/rails/rail.ts';
import type { TestCore } from './core.ts';
import { createdInvoice, depositOn, report, usdt } from './invoices.ts';
import { DESTINATION, testRail } from './sendings.ts';

export const coins = (minor: bigint) => amountOf(usdt, minor);

/** @param opened the core that the test runs on */
export function refundsOn(opened: () => TestCore) {
  let numbers = 0;
  const work = (core: Core) => runDueWork(core, WORK_HANDLERS);
  const request = (core: Core, command: RefundCommand) =>
    core.perform((transaction) => requestRefund(transaction, core, command));
  return {
    /** A merchant's invoice of 100, paid with so much. */
    setUp: async (paid = 100n) => {
      // What other tests have left to do is done elsewhere.
      await work({ ...opened().core, rail: testRail() });
      const rail = testRail();
      const merchantId = await opened().newMerchant();
      const invoice = await createdInvoice({ ...opened(), merchantId });
      const core: Core = { ...opened().core, rail };
      await report(core, [depositOn(invoice, 'first', paid)]);
      const [surplus] = await abnormalPaymentsOf(core.reader, { merchantId, subjectId: invoice.id });
      return { core, rail, merchantId, invoice, surplus };
    },
    /** Of what the invoice captured, unless told otherwise. */
    commandOf: (
      { merchantId, dialect, id: invoiceId }: Invoice,
      amount: bigint,
      more: { readonly reference?: string; readonly abnormalId?: string } = {},
    ): RefundCommand => {
      numbers += 1;
      const { abnormalId, reference = `reference-${numbers}` } = more;
      const of = { merchantId, dialect, number: `number-${numbers}`, reference };
      const origin = abnormalId === undefined ? { invoiceId } : { abnormalId };
      return { ...of, amount: coins(amount), destination: DESTINATION, ...origin };
    },
    request,
    /** @throws AssertionError if it is not new */
    requested: async (core: Core, command: RefundCommand) => {
      const creation = await request(core, command);
      assert.equal(creation.outcome, 'created');
      return creation.refund;
    },
    /** Does what is due. */
    work,
    /** What the rail says. */
    say: (core: Core, { merchantId, id }: Refund, state: SendState) =>
      reportSending(core, {
        type: 'sending',
        rail: 'test',
        merchantId,
        kind: 'refund',
        id,
        state,
        reason: 'why',
      }),
    stateOf: async (core: Core, { merchantId, id }: Refund) =>
      (await findRefund(core.reader, core, { merchantId, id }))?.state,
    /** An invoice in one line: state, captured, refunding. */
    refundingOf: async (core: Core, invoice: Invoice) => {
      const found = await findInvoice(core.reader, invoice);
      return `${found?.storedState} ${found?.captured} ${found?.refunding}`;
    },
  };
}
