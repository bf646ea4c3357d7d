/** Payments of BasicEx's merchants in tests, made through its API where it has a call for them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  createPayout,
  findInvoice,
  type Invoice,
  type Payout,
  type PayoutCommand,
  recordDeposit,
  reportSending,
  runDueWork,
  topUp,
  WORK_HANDLERS,
} from '../../packages/gateway/src/core/index.ts';
import { amountOf } from '../../packages/gateway/src/money/index.ts';
import type { DepositEvent, SendState } from '../../packages/gateway/src/rails/rail.ts';
import { COIN_PRICED, FIAT_PRICED, type InvoiceObject, type TestBasicex } from './basicex.ts';
import { depositOn, usdt } from './invoices.ts';
import { payoutCommand } from './sendings.ts';

/** 10.25 USDT on TRON. */
export const ON_CHAIN = { ...COIN_PRICED, forcedChain: 'TRC20' };
/** 14.89 USD, to be paid as 14.891348 USDT on TRON. */
export const IN_FIAT = { ...FIAT_PRICED, currency: 'USDT', forcedChain: 'TRC20', metadata: { cart: '17' } };
export const LIFETIME_MILLISECONDS = 3_600_000;

const PAYER = 'TBwcXyXYMpjGfdWw31LfS3UCREoREwkEN5';
const BENEFICIARY = {
  kind: 'address',
  network: 'tron',
  address: 'TLeozhe6ozXW88vKnvkfF3Xmo9JrnbNfpZ',
} as const;

/** @param merchant one of `opened.newMerchant()`, or the first */
export function paymentsOf(
  opened: TestBasicex,
  { merchant, credentials }: Pick<TestBasicex, 'merchant' | 'credentials'> = opened,
) {
  const { core, environment } = opened;
  const { id: merchantId } = merchant;
  const dialect = 'basicex';
  let [orders, deposits, payouts] = [0, 0, 0];
  return {
    createInvoice: async (body: object): Promise<Invoice> => {
      orders += 1;
      const asked = { ...body, orderId: `order-${orders}` };
      const { envelope } = await opened.call('POST', '/v2/invoices', { body: asked, credentials });
      const { invoiceId: number } = envelope.data as InvoiceObject;
      const invoice = await findInvoice(core.reader, { merchantId, dialect, number });
      assert.ok(invoice);
      return invoice;
    },
    /** Reports a deposit of so many minor units of USDT. @returns says more of it */
    pay: async (invoice: Invoice, minor: bigint, state: DepositEvent['state'] = 'confirmed') => {
      deposits += 1;
      const externalId = createHash('sha256').update(`${invoice.id} ${deposits}`).digest('hex');
      const occurredAt = environment.now() - 3_000;
      const deposit = { ...depositOn(invoice, '', minor, state), externalId, occurredAt, sender: PAYER };
      await recordDeposit(core, deposit);
      return (next: DepositEvent['state']) => recordDeposit(core, { ...deposit, state: next });
    },
    /** Of 10 USDT, which the merchant is given before. Handed to the rail. */
    createPayout: async (extra: PayoutCommand['extra'] = {}): Promise<Payout> => {
      payouts += 1;
      const amount = amountOf(usdt, 10_000_000n);
      const fee = amountOf(usdt, 0n);
      const reference = `payout-${payouts}`;
      const number = `408202601010800${String(payouts).padStart(17, '0')}`;
      const of = { dialect, number, reference, amount, fee, destination: BENEFICIARY, extra };
      const creation = await core.perform(async (transaction) => {
        await topUp(transaction, core, { merchantId, amount, reference });
        return createPayout(transaction, core, payoutCommand(merchantId, of));
      });
      assert.ok(creation.outcome === 'created');
      await runDueWork(core, WORK_HANDLERS);
      return creation.payout;
    },
    /** What the rail says of a payout. */
    say: ({ id }: Payout, state: SendState, reason?: string) => {
      const said = { type: 'sending', rail: 'sandbox', merchantId, kind: 'payout', id, state } as const;
      return reportSending(core, reason === undefined ? said : { ...said, reason });
    },
    pass: (milliseconds: number) => {
      environment.advance(milliseconds);
      return runDueWork(core, WORK_HANDLERS);
    },
  };
}
