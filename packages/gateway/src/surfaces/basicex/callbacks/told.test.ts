import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { basicex, type Message } from '@countersign/signing';
import { startBasicex, type TestBasicex } from '../../../../../../test/support/basicex.ts';
import {
  IN_FIAT,
  LIFETIME_MILLISECONDS,
  ON_CHAIN,
  paymentsOf,
} from '../../../../../../test/support/basicex-payments.ts';
import {
  firstAttempt,
  sentText,
  type ToldEvent,
  toldTo,
  verified,
} from '../../../../../../test/support/callbacks.ts';
import { forEachEngine } from '../../../../../../test/support/engines.ts';
import { repeatableBytes, testEnvironment } from '../../../../../../test/support/environment.ts';
import { assertGolden } from '../../../../../../test/support/golden.ts';
import { signingVector } from '../../../../../../test/support/signing-vectors.ts';
import type { CallbackDialect } from '../../../callbacks/port.ts';
import { createBasicexCallbacks } from '../index.ts';

/** What is told of all that happens below, in that order, and the file that holds it. */
const TOLD = [
  ['invoice.confirming', 'invoice.paid', 'paid'],
  ['invoice.paid', 'invoice.completed', 'completed'],
  ['invoice.paid', 'invoice.completed', 'completed-in-fiat'],
  ['abnormal_payment.open', 'invoice.partial_completed', 'partial'],
  ['invoice.expired', 'invoice.expired', 'expired'],
  ['abnormal_payment.open', 'invoice.partial_completed', 'partial-again'],
  ['payout.sent', 'payout.paid', 'payout-paid'],
  ['payout.completed', 'payout.completed', 'payout-completed'],
  ['payout.returned', 'payout.failed', 'payout-returned'],
  ['payout.sent', 'payout.paid', 'second-payout-paid'],
  ['payout.failed', 'payout.failed', 'payout-failed'],
] as const;

async function liveThrough(opened: TestBasicex, heard: () => Promise<void>): Promise<void> {
  const { createInvoice, pay, createPayout, say, pass } = paymentsOf(opened);
  const inTime = await createInvoice({ ...ON_CHAIN, sendPaidNotification: true });
  const report = await pay(inTime, 10_250_000n, 'seen');
  await heard();
  await report('confirmed');
  await heard();
  // Once it is paid, nothing is told of what comes on top.
  await pay(inTime, 1n);
  await pay(await createInvoice(IN_FIAT), 20_000_000n);
  await heard();
  const tooLittle = await createInvoice(ON_CHAIN);
  await pay(tooLittle, 4_400_000n);
  const reportMore = await pay(tooLittle, 1_000_000n, 'seen');
  await pass(60_000);
  await createInvoice(ON_CHAIN);
  await pass(LIFETIME_MILLISECONDS);
  await heard();
  await reportMore('confirmed');
  await heard();
  const extra = { notificationUrl: 'https://shop.example/payouts?of=1' };
  const payout = await createPayout(extra);
  await heard();
  await say(payout, 'completed');
  await heard();
  await say(payout, 'returned', 'the account is closed');
  await heard();
  await say(await createPayout(extra), 'failed', 'there is no such address');
  await heard();
}

forEachEngine((engine) => {
  let opened: TestBasicex;
  let callbacks: CallbackDialect;
  /** As they are rendered when all is over. */
  let told: readonly ToldEvent[];
  /** As they were rendered right after they happened. */
  const heard: ToldEvent[] = [];
  before(async () => {
    opened = await startBasicex(engine, { ...testEnvironment(), randomBytes: repeatableBytes() });
    callbacks = createBasicexCallbacks({ core: opened.core, platform: opened.authority.platform });
    const all = () => toldTo(callbacks, opened.core, opened.merchant.id);
    await liveThrough(opened, async () => void heard.push(...(await all()).slice(heard.length)));
    told = await all();
  });
  after(() => opened?.close());

  const sent = ({ callback }: ToldEvent): Promise<Message> =>
    firstAttempt(callbacks, callback, { merchantId: opened.merchant.id, at: opened.environment.now() });

  it('tells what happens to invoices and payouts as it is kept in golden/, byte for byte', async () => {
    const kinds = told.map(({ event, callback }) => [event.kind, JSON.parse(callback.body).type]);
    assert.deepEqual(
      kinds,
      TOLD.map(([kind, type]) => [kind, type]),
    );
    for (const [index, [, , file]] of TOLD.entries()) {
      const text = sentText(await sent(told[index] ?? assert.fail()));
      assertGolden(path.join(import.meta.dirname, '..', 'golden', `callback-${file}.http`), text);
    }
  });

  it('tells an event as it was, whatever has become of the payment since', () => {
    assert.deepEqual(told, heard);
  });

  it('signs all of it so that the merchant can verify it', async () => {
    const { credentials, environment } = opened;
    for (const each of told) {
      await verified(basicex, await sent(each), { credentials, receivedAt: environment.now() });
    }
  });

  it('writes the members that were observed, in that order', () => {
    const observed = JSON.parse(Buffer.from(signingVector('basicex', 'W2').message.body).toString('utf8'));
    const partial = told.find(({ event }) => event.kind === 'abnormal_payment.open') ?? assert.fail();
    assert.deepEqual(membersOf(JSON.parse(partial.callback.body)), membersOf(observed));
  });
});

function membersOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([name, each]) => [name, membersOf(each)]);
}
