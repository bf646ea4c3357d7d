/** Payments of ANexPay's merchants in tests, made through its API where it has a call for them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  cancelInvoice,
  createPayout,
  findInvoice,
  type Invoice,
  type Payout,
  type PayoutCommand,
  type Refund,
  recordDeposit,
  reportSending,
  requestRefund,
  runDueWork,
  topUp,
  WORK_HANDLERS,
} from '../../packages/gateway/src/core/index.ts';
import { amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import type { SendState } from '../../packages/gateway/src/rails/rail.ts';
import { type AnexpayMerchant, CREATE, ORDER, type TestAnexpay } from './anexpay.ts';
import { depositOn, usdt } from './invoices.ts';
import { payoutCommand } from './sendings.ts';

/** What an order of 0.5 USD asks for: 0.500046 USDT. */
export const DUE_MINOR = 500_046n;
export const ORDER_LIFETIME_MILLISECONDS = ORDER.expiredIn * 1_000;

const WALLET = {
  kind: 'address',
  network: 'ethereum',
  address: '0x9f9D96DAB48f2E67BF93CCc7Ece46e09D5e4a22C',
} as const;

export function paymentsOf({ core, call, environment }: TestAnexpay, merchant: AnexpayMerchant) {
  const { id: merchantId } = merchant;
  const of = { merchantId, dialect: 'anexpay' };
  let [deposits, refunds, settlements] = [0, 0, 0];
  return {
    createOrder: async (orderNo: string): Promise<Invoice> => {
      const { status } = await call({ path: CREATE, body: { ...ORDER, orderNo }, merchant });
      assert.equal(status, 200);
      return (await findInvoice(core.reader, { ...of, orderNumber: orderNo })) ?? assert.fail();
    },
    cancelOrder: ({ number }: Invoice) =>
      core.perform((transaction) => cancelInvoice(transaction, core, { ...of, number })),
    /** Reports a confirmed deposit of so many minor units of USDT, or of another coin. */
    pay: async (order: Invoice, minor: bigint, coin = 'USDT') => {
      deposits += 1;
      const externalId = `0x${createHash('sha256').update(`${order.id} ${deposits}`).digest('hex')}`;
      const deposit = depositOn(order, '', amountOf(requireAsset(coin), minor));
      await recordDeposit(core, { ...deposit, externalId });
    },
    /** Of what an order captured. Not handed to the rail yet. */
    requestRefund: async ({ id: invoiceId }: Invoice, minor: bigint): Promise<Refund> => {
      refunds += 1;
      const [number, reference] = [`RF${refunds}`, `refund-${refunds}`];
      const amount = amountOf(usdt, minor);
      const command = { ...of, number, reference, amount, destination: WALLET, invoiceId };
      const creation = await core.perform((transaction) => requestRefund(transaction, core, command));
      assert.ok(creation.outcome === 'created');
      return creation.refund;
    },
    /** Of 315.45 USDT, which the merchant is given before. Not handed to the rail yet. */
    createSettlement: async (more: Partial<PayoutCommand> = {}): Promise<Payout> => {
      settlements += 1;
      const [number, reference] = [`ST${settlements}`, `settlement-${settlements}`];
      const amount = amountOf(usdt, 315_450_000n);
      const asked = { ...of, kind: 'settlement', number, reference, amount, destination: WALLET } as const;
      const command = payoutCommand(merchantId, { ...asked, fee: amountOf(usdt, 0n), ...more });
      const creation = await core.perform(async (transaction) => {
        await topUp(transaction, core, { merchantId, amount, reference });
        return createPayout(transaction, core, command);
      });
      assert.ok(creation.outcome === 'created');
      return creation.payout;
    },
    /** What the rail says of a refund or settlement. */
    say: (kind: 'payout' | 'refund', { id }: { readonly id: string }, state: SendState) =>
      reportSending(core, { type: 'sending', rail: 'sandbox', merchantId, kind, id, state }),
    pass: (milliseconds: number) => {
      environment.advance(milliseconds);
      return runDueWork(core, WORK_HANDLERS);
    },
  };
}
