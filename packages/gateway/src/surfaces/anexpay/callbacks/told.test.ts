import assert from 'node:assert/strict';
import path from 'node:path';
import { before, it } from 'node:test';
import { anexpay } from '@countersign/signing';
import { onEachEngine, type TestAnexpay } from '../../../../../../test/support/anexpay.ts';
import {
  DUE_MINOR,
  ORDER_LIFETIME_MILLISECONDS,
  paymentsOf,
} from '../../../../../../test/support/anexpay-payments.ts';
import {
  firstAttempt,
  sentText,
  type ToldEvent,
  toldTo,
  verified,
} from '../../../../../../test/support/callbacks.ts';
import { assertGolden } from '../../../../../../test/support/golden.ts';
import { signingVector } from '../../../../../../test/support/signing-vectors.ts';
import type { CallbackDialect } from '../../../callbacks/port.ts';
import { acceptAbnormalPayment, cancelPayout, cancelRefund, rejectPayout } from '../../../core/index.ts';
import { createAnexpayCallbacks } from '../index.ts';

/** What is told of all that happens below, in that order: the status, and the file that holds it. */
const TOLD = [
  ['invoice.paid', 'PAID', 'order-paid'],
  ['invoice.paid', 'PAID', 'order-overpaid'],
  ['abnormal_payment.open', undefined, 'abnormal-over'],
  ['invoice.cancelled', 'CANCELLED', 'order-cancelled'],
  ['invoice.expired', 'TIMEOUT', 'order-timeout'],
  ['abnormal_payment.open', undefined, 'abnormal-under'],
  ['abnormal_payment.open', undefined, 'abnormal-late'],
  ['abnormal_payment.open', undefined, 'abnormal-of-another-coin'],
  ['refund.running', 'REFUNDING', 'refund-refunding'],
  ['refund.done', 'REFUNDED', 'refund-refunded'],
  ['refund.running', 'REFUNDING', 'second-refund-refunding'],
  ['refund.failed', 'FAILED', 'refund-failed'],
  ['refund.cancelled', 'CANCELLED', 'refund-cancelled'],
  ['payout.sent', 'SETTLING', 'settlement-settling'],
  ['payout.completed', 'SETTLED', 'settlement-settled'],
  ['payout.returned', 'FAILED', 'settlement-returned'],
  ['payout.sent', 'SETTLING', 'second-settlement-settling'],
  ['payout.failed', 'FAILED', 'settlement-failed'],
  ['payout.failed', 'REJECTED', 'settlement-rejected'],
  ['payout.cancelled', 'CANCELLED', 'settlement-cancelled'],
  ['payout.expired', 'CANCELLED', 'settlement-expired'],
] as const;

/** @param heard called after each thing that happens */
async function liveThroughOrders(opened: TestAnexpay, heard: () => Promise<void>): Promise<void> {
  const { core, merchant } = opened;
  const { createOrder, cancelOrder, pay, requestRefund, say, pass } = paymentsOf(opened, merchant);
  const paid = await createOrder('paid');
  const [overpaid, cancelled] = [await createOrder('overpaid'), await createOrder('cancelled')];
  const underpaid = await createOrder('underpaid');
  await pay(paid, DUE_MINOR);
  await heard();
  await pay(overpaid, DUE_MINOR + 1_000_000n);
  await heard();
  await cancelOrder(cancelled);
  await heard();
  await pay(underpaid, 400_000n);
  await pass(ORDER_LIFETIME_MILLISECONDS);
  await heard();
  await pay(underpaid, 100_046n);
  await heard();
  await pay(underpaid, 500_000n, 'USDC');
  await heard();
  const refund = await requestRefund(paid, 100_000n);
  await pass(1_000);
  await heard();
  await say('refund', refund, 'completed');
  await heard();
  const failing = await requestRefund(paid, 400_046n);
  await pass(1_000);
  await heard();
  await say('refund', failing, 'failed');
  await heard();
  const withdrawn = await requestRefund(paid, 1n);
  await core.perform((transaction) => cancelRefund(transaction, core, withdrawn));
  await heard();
}

async function liveThroughSettlements(opened: TestAnexpay, heard: () => Promise<void>): Promise<void> {
  const { core, merchant, environment } = opened;
  const { createSettlement, say, pass } = paymentsOf(opened, merchant);
  const settled = await createSettlement();
  await pass(1_000);
  await heard();
  await say('payout', settled, 'completed');
  await heard();
  await say('payout', settled, 'returned');
  await heard();
  const failing = await createSettlement();
  await pass(1_000);
  await heard();
  await say('payout', failing, 'failed');
  await heard();
  const reviewed = await createSettlement({ review: 'looks odd' });
  const reason = 'is odd';
  await core.perform((transaction) => rejectPayout(transaction, core, { ...keyOf(reviewed), reason }));
  await heard();
  const confirmBy = environment.now() + 300_000;
  const withdrawn = await createSettlement({ confirmBy });
  await core.perform((transaction) => cancelPayout(transaction, core, keyOf(withdrawn)));
  await heard();
  await createSettlement({ confirmBy });
  await pass(300_000);
  await heard();
}

function keyOf({ merchantId, id }: { readonly merchantId: string; readonly id: string }) {
  return { merchantId, id };
}

onEachEngine('what ANexPay tells', (opened) => {
  let callbacks: CallbackDialect;
  /** As it was rendered right after it happened. */
  const heard: ToldEvent[] = [];
  before(async () => {
    const { core, merchant } = opened();
    callbacks = createAnexpayCallbacks(core);
    heard.length = 0;
    const hear = async () => {
      heard.push(...(await toldTo(callbacks, core, merchant.id)).slice(heard.length));
    };
    await liveThroughOrders(opened(), hear);
    await liveThroughSettlements(opened(), hear);
  });

  const sent = ({ callback }: ToldEvent) =>
    firstAttempt(callbacks, callback, {
      merchantId: opened().merchant.id,
      at: opened().environment.now(),
    });

  it('is as it is kept in golden/, byte for byte', async () => {
    const told = heard.map(({ event, callback }) => {
      const { data } = JSON.parse(callback.body);
      return [event.kind, data.orderStatus ?? data.refundStatus ?? data.settleStatus];
    });
    assert.deepEqual(
      told,
      TOLD.map(([kind, status]) => [kind, status]),
    );
    for (const [index, [, , file]] of TOLD.entries()) {
      const text = sentText(await sent(heard[index] ?? assert.fail()));
      assertGolden(path.join(import.meta.dirname, '..', 'golden', `callback-${file}.http`), text);
    }
  });

  it('stays what it was, whatever becomes of the payment', async () => {
    const { core, merchant } = opened();
    for (const { event } of heard.filter((each) => each.event.kind === 'abnormal_payment.open')) {
      const key = { merchantId: merchant.id, id: event.subjectId };
      await core.perform((transaction) => acceptAbnormalPayment(transaction, core, key));
    }
    opened().environment.advance(1_000);
    assert.deepEqual(await toldTo(callbacks, core, merchant.id), heard);
  });

  it('is signed so that the merchant can verify it', async () => {
    const { merchant, environment } = opened();
    for (const each of heard) {
      const options = { credentials: merchant.credentials, receivedAt: environment.now() };
      await verified(anexpay, await sent(each), options);
    }
  });

  it('has the members of the sample, in its order', () => {
    const sample = JSON.parse(Buffer.from(signingVector('anexpay', 'W1').message.body).toString('utf8'));
    const abnormal = heard.find(({ event }) => event.kind === 'abnormal_payment.open') ?? assert.fail();
    const ours = JSON.parse(abnormal.callback.body);
    assert.deepEqual(Object.keys(ours), Object.keys(sample));
    assert.deepEqual(Object.keys(ours.data), Object.keys(sample.data));
  });
});
