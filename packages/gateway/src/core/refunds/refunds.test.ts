import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { createdInvoice, depositOn, report, usdt } from '../../../../../test/support/invoices.ts';
import { accounts, DESTINATION, testRail, told, usd } from '../../../../../test/support/sendings.ts';
import { amountOf } from '../../money/index.ts';
import { RailError, type SendState } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import { runDueWork } from '../due-work.ts';
import {
  abnormalPaymentsOf,
  acceptAbnormalPayment,
  findAbnormalPayment,
} from '../invoices/abnormal-payments.ts';
import type { Invoice } from '../invoices/draft.ts';
import { findInvoice } from '../invoices/invoices.ts';
import { createPayout } from '../payouts/create.ts';
import { reportSending } from '../sendings/report.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { cancelRefund } from './change.ts';
import { findRefund, listRefunds, type Refund } from './refund.ts';
import { type RefundCommand, requestRefund } from './request.ts';

const coins = (minor: bigint) => amountOf(usdt, minor);
const CAPTURED = { 'USDT available': 100n, 'USDT rail': -100n };
const SENT = ['refund.requested', 'refund.running'];

onEachEngine('a refund', (opened) => {
  let numbers = 0;
  const work = (core: Core) => runDueWork(core, WORK_HANDLERS);
  /** A merchant's invoice of 100, paid with so much; all on a rail of its own. */
  const setUp = async (paid = 100n) => {
    // What other tests have left to do is done elsewhere.
    await work({ ...opened().core, rail: testRail() });
    const rail = testRail();
    const merchantId = await opened().newMerchant();
    const invoice = await createdInvoice({ ...opened(), merchantId });
    const core: Core = { ...opened().core, rail };
    await report(core, [depositOn(invoice, 'first', paid)]);
    const [surplus] = await abnormalPaymentsOf(core.reader, { merchantId, subjectId: invoice.id });
    return { core, rail, merchantId, invoice, surplus };
  };
  /** Of the invoice, unless told otherwise. */
  const commandOf = (
    { merchantId, dialect, id: invoiceId }: Invoice,
    amount: bigint,
    more: { readonly reference?: string; readonly abnormalId?: string } = {},
  ): RefundCommand => {
    numbers += 1;
    const { abnormalId, reference = `reference-${numbers}` } = more;
    const of = { merchantId, dialect, number: `number-${numbers}`, reference };
    const origin = abnormalId === undefined ? { invoiceId } : { abnormalId };
    return { ...of, amount: coins(amount), destination: DESTINATION, ...origin };
  };
  const request = (core: Core, command: RefundCommand) =>
    core.perform((transaction) => requestRefund(transaction, core, command));
  const requested = async (core: Core, command: RefundCommand) => {
    const creation = await request(core, command);
    assert.equal(creation.outcome, 'created');
    return creation.refund;
  };
  const say = (core: Core, { merchantId, id }: Refund, state: SendState) =>
    reportSending(core, {
      type: 'sending',
      rail: 'test',
      merchantId,
      kind: 'refund',
      id,
      state,
      reason: 'why',
    });
  const stateOf = async (core: Core, { merchantId, id }: Refund) =>
    (await findRefund(core.reader, core, { merchantId, id }))?.state;
  const refundingOf = async (core: Core, invoice: Invoice) => {
    const found = await findInvoice(core.reader, invoice);
    return `${found?.storedState} ${found?.captured} ${found?.refunding}`;
  };

  it('of what was captured sets it aside, sends it, and is done when the rail says so', async () => {
    const { core, rail, invoice, merchantId } = await setUp();
    const refund = await requested(core, commandOf(invoice, 30n));
    const held = { 'USDT available': 70n, 'USDT held': 30n, 'USDT rail': -100n };
    assert.deepEqual(await accounts(core.reader, merchantId), held);
    assert.deepEqual(await findRefund(core.reader, core, refund), refund);
    await work(core);
    const { id, amount, createdAt: at } = refund;
    assert.deepEqual(rail.asked, [{ merchantId, kind: 'refund', id, amount, destination: DESTINATION, at }]);
    assert.equal(await stateOf(core, refund), 'running');
    assert.deepEqual(await accounts(core.reader, merchantId), held);
    assert.equal((await say(core, refund, 'sent')).outcome, 'repeated');
    assert.equal((await say(core, refund, 'completed')).outcome, 'recorded');
    assert.equal((await say(core, refund, 'completed')).outcome, 'repeated');
    assert.equal((await say(core, refund, 'returned')).outcome, 'refused');
    assert.equal(await stateOf(core, refund), 'done');
    assert.deepEqual(await accounts(core.reader, merchantId), { 'USDT available': 70n, 'USDT rail': -70n });
    assert.deepEqual(await told(core.reader, refund), [...SENT, 'refund.done']);
    assert.equal(await refundingOf(core, invoice), 'paid 100 30', 'the invoice stays paid');
  });

  it('can be one of many, together never above what was captured', async () => {
    const { core, invoice } = await setUp();
    for (const amount of [60n, 30n]) await requested(core, commandOf(invoice, amount));
    const refused = await request(core, commandOf(invoice, 11n));
    assert.deepEqual(refused, { outcome: 'exceeds', refundable: coins(10n) });
    await requested(core, commandOf(invoice, 10n));
    assert.deepEqual(await request(core, commandOf(invoice, 1n)), {
      outcome: 'exceeds',
      refundable: coins(0n),
    });
    assert.equal(await refundingOf(core, invoice), 'paid 100 100');
  });

  it('that fails or is cancelled gives back what it held, and makes room for another', async () => {
    const { core, rail, invoice, merchantId } = await setUp();
    const failing = await requested(core, commandOf(invoice, 100n));
    await work(core);
    const late = await core.perform((transaction) => cancelRefund(transaction, core, failing));
    assert.equal('reason' in late && late.reason, 'handed_over');
    await say(core, failing, 'failed');
    assert.deepEqual(await accounts(core.reader, merchantId), CAPTURED);
    const cancelled = await requested(core, commandOf(invoice, 100n));
    await core.perform((transaction) => cancelRefund(transaction, core, cancelled));
    await work(core);
    assert.ok(!rail.paid.has(cancelled.id));
    assert.deepEqual(await accounts(core.reader, merchantId), CAPTURED);
    assert.deepEqual(await told(core.reader, cancelled), ['refund.requested', 'refund.cancelled']);
    const refused = await requested(core, commandOf(invoice, 100n));
    rail.fail({ paid: false, error: new RailError('destination_refused', 'no such address') });
    await work(core);
    assert.equal((await findRefund(core.reader, core, refused))?.reason, 'no such address');
    assert.deepEqual(await accounts(core.reader, merchantId), CAPTURED);
    assert.equal(await refundingOf(core, invoice), 'paid 100 0');
  });

  it('is sent once, though the rail was lost sight of', async () => {
    const { core, rail, invoice } = await setUp();
    const refund = await requested(core, commandOf(invoice, 5n));
    rail.fail({ paid: true, error: new Error('no answer') });
    rail.say({ state: 'completed' });
    assert.equal((await work(core)).failures.length, 1);
    opened().environment.advance(1_000);
    rail.askAt = opened().environment.now() + 2_000;
    await work(core);
    opened().environment.advance(2_000);
    await work(core);
    assert.equal(await stateOf(core, refund), 'done');
    assert.deepEqual([rail.asked.length, rail.paid.size], [2, 1]);
    assert.deepEqual(rail.asked[0], rail.asked[1]);
  });

  it('happens once per reference', async () => {
    const { core, invoice } = await setUp();
    const refund = await requested(core, commandOf(invoice, 100n, { reference: 'same' }));
    const again = await request(core, commandOf(invoice, 100n, { reference: 'same' }));
    assert.deepEqual(again, { outcome: 'repeated', refund });
    const other = await request(core, commandOf(invoice, 1n, { reference: 'same' }));
    assert.deepEqual(other, { outcome: 'conflict', existing: refund });
    assert.equal(await refundingOf(core, invoice), 'paid 100 100');
  });

  it('happens once per reference, of many at once, in however many processes', async () => {
    const { core, invoice } = await setUp();
    const { elsewhere = core } = opened();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, copy) =>
        request(copy % 2 === 0 ? core : elsewhere, commandOf(invoice, 10n, { reference: 'same' })),
      ),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'created').length, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'repeated').length, 19);
    assert.equal(await refundingOf(core, invoice), 'paid 100 10');
  });

  it('never exceeds what was captured, of many at once, in however many processes', async () => {
    const { core, invoice, merchantId } = await setUp();
    const { elsewhere = core } = opened();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, copy) =>
        request(copy % 2 === 0 ? core : elsewhere, commandOf(invoice, 30n)),
      ),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'created').length, 3);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'exceeds').length, 17);
    assert.equal(await refundingOf(core, invoice), 'paid 100 90');
    const held = { 'USDT available': 10n, 'USDT held': 90n, 'USDT rail': -100n };
    assert.deepEqual(await accounts(core.reader, merchantId), held);
  });

  it('is refused where there is nothing to give back', async () => {
    const { core, invoice } = await setUp(60n);
    assert.deepEqual(await request(core, commandOf(invoice, 1n)), { outcome: 'not_refundable' });
    assert.deepEqual(await request(core, commandOf({ ...invoice, id: 'none' }, 1n)), {
      outcome: 'not_found',
    });
    const none = commandOf(invoice, 1n, { abnormalId: 'none' });
    assert.deepEqual(await request(core, none), { outcome: 'not_found' });
    const paid = await setUp();
    const dollars = { ...commandOf(paid.invoice, 1n), amount: usd(1n) };
    assert.deepEqual(await request(core, dollars), { outcome: 'not_refundable' });
    await assert.rejects(request(core, commandOf(paid.invoice, 0n)), RangeError);
  });

  it('is refused, and leaves its reference free, where the money has been spent', async () => {
    const { core, invoice, merchantId } = await setUp();
    const spending = {
      ...{ merchantId, dialect: 'basicex', number: 'p', reference: 'p', beneficiary: {} },
      ...{ amount: coins(80n), fee: coins(0n), destination: DESTINATION },
    };
    await core.perform((transaction) => createPayout(transaction, core, spending));
    const command = commandOf(invoice, 21n);
    assert.deepEqual(await request(core, command), { outcome: 'insufficient' });
    assert.equal(await refundingOf(core, invoice), 'paid 100 0');
    await requested(core, { ...command, amount: coins(20n) });
  });

  it('of a surplus takes what is held of it, and nothing else', async () => {
    const { core, invoice, merchantId, surplus } = await setUp(150n);
    assert.ok(surplus !== undefined);
    const { id: abnormalId } = surplus;
    const tooMuch = await request(core, commandOf(invoice, 51n, { abnormalId }));
    assert.deepEqual(tooMuch, { outcome: 'exceeds', refundable: coins(50n) });
    const held = { 'USDT available': 100n, 'USDT held': 50n, 'USDT rail': -150n };
    for (const [amount, left] of [
      [20n, 30n],
      [30n, 0n],
    ] as const) {
      const refund = await requested(core, commandOf(invoice, amount, { abnormalId }));
      assert.equal(refund.invoiceId, invoice.id);
      await work(core);
      await say(core, refund, 'completed');
      const money = await accounts(core.reader, merchantId);
      assert.equal(money['USDT held'] ?? 0n, left);
      assert.equal(money['USDT available'], held['USDT available']);
      const payment = await findAbnormalPayment(core.reader, surplus);
      assert.deepEqual([payment?.state, payment?.refunded], [left === 0n ? 'refunded' : 'open', 50n - left]);
    }
    assert.deepEqual(await told(core.reader, surplus), [
      'abnormal_payment.open',
      'abnormal_payment.refunded',
    ]);
    assert.equal(await refundingOf(core, invoice), 'paid 100 0', 'what was captured stays refundable');
    const again = await request(core, commandOf(invoice, 1n, { abnormalId }));
    assert.deepEqual(again, { outcome: 'not_refundable' });
  });

  it('of a surplus that fails leaves it held, to be refunded again or accepted', async () => {
    const { core, invoice, merchantId, surplus } = await setUp(150n);
    assert.ok(surplus !== undefined);
    const { id: abnormalId } = surplus;
    const held = { 'USDT available': 100n, 'USDT held': 50n, 'USDT rail': -150n };
    for (const end of ['failed', 'cancelled'] as const) {
      const refund = await requested(core, commandOf(invoice, 50n, { abnormalId }));
      if (end === 'failed') {
        await work(core);
        await say(core, refund, 'failed');
      } else await core.perform((transaction) => cancelRefund(transaction, core, refund));
      assert.equal(await stateOf(core, refund), end);
      assert.deepEqual(await accounts(core.reader, merchantId), held);
    }
    const accepted = await core.perform((transaction) => acceptAbnormalPayment(transaction, core, surplus));
    assert.equal(accepted.outcome, 'accepted');
    const refused = await request(core, commandOf(invoice, 1n, { abnormalId }));
    assert.deepEqual(refused, { outcome: 'not_refundable' });
    assert.deepEqual(await accounts(core.reader, merchantId), { 'USDT available': 150n, 'USDT rail': -150n });
  });

  it('is listed by page, newest first, by payment and state', async () => {
    const { core, invoice, merchantId } = await setUp();
    const refunds: Refund[] = [];
    for (const amount of [1n, 2n, 3n]) refunds.push(await requested(core, commandOf(invoice, amount)));
    const first = await listRefunds(core.reader, core, { merchantId, invoiceId: invoice.id, limit: 2 });
    assert.deepEqual(first.refunds, refunds.toReversed().slice(0, 2));
    assert.ok(first.next !== undefined);
    const second = await listRefunds(core.reader, core, { merchantId, limit: 2, before: first.next });
    assert.deepEqual(second, { refunds: refunds.slice(0, 1) });
    const none = await listRefunds(core.reader, core, { merchantId, state: 'done', limit: 2 });
    assert.deepEqual(none, { refunds: [] });
  });

  it('keeps where it goes sealed', async () => {
    const { core, invoice, merchantId } = await setUp();
    await requested(core, commandOf(invoice, 1n));
    const [row] = await core.reader.all('select * from refunds where merchant_id = $1', [merchantId]);
    for (const value of Object.values(row ?? {})) {
      const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
      assert.ok(!text.includes(DESTINATION.accountNumber));
    }
  });

  /** A copy of a refund under another id, with other values. */
  const copy = (core: Core, { merchantId, id }: Refund, values: Readonly<Record<string, string>>) => {
    const columns = [
      'merchant_id',
      'id',
      'dialect',
      'number',
      'reference',
      'fingerprint',
      'invoice_id',
      'abnormal_id',
    ];
    const rest = [
      'asset',
      'amount_minor',
      'state',
      'reason',
      'destination',
      'created_at',
      'updated_at',
      'extra',
    ];
    const all = [...columns, ...rest];
    const other = { id: "id || 'x'", number: "number || 'x'", reference: "reference || 'x'", ...values };
    const selected = all.map((column) => (other as Readonly<Record<string, string>>)[column] ?? column);
    const sql = `insert into refunds (${all.join(', ')}) select ${selected.join(', ')} from refunds
      where merchant_id = $1 and id = $2`;
    return core.perform((transaction) => transaction.run(sql, [merchantId, id]));
  };

  it('above what was captured is refused by the database, written by hand', async () => {
    const { core, invoice, surplus } = await setUp(150n);
    const refund = await requested(core, commandOf(invoice, 60n));
    assert.ok(surplus !== undefined);
    const ofSurplus = await requested(core, commandOf(invoice, 30n, { abnormalId: surplus.id }));
    const captured = `'${surplus.id}'`;
    for (const [of, values] of [
      [refund, { amount_minor: '41' }],
      [refund, { amount_minor: '40', asset: "'USD'" }],
      [refund, { amount_minor: '40', invoice_id: "'none'" }],
      [refund, { amount_minor: '40', dialect: "'upay'" }],
      [refund, { amount_minor: '40', invoice_id: 'null' }],
      [refund, { amount_minor: '40', state: "'done'" }],
      [ofSurplus, { amount_minor: '21' }],
      [ofSurplus, { amount_minor: '20', invoice_id: "'none'" }],
      [ofSurplus, { amount_minor: '20', invoice_id: 'null' }],
      [refund, { amount_minor: '21', abnormal_id: captured }],
    ] as const) {
      await assert.rejects(copy(core, of, values), JSON.stringify(values));
    }
    assert.equal(await copy(core, refund, { amount_minor: '40' }), 1);
    assert.equal(await copy(core, ofSurplus, { amount_minor: '20' }), 1);
    assert.equal(await refundingOf(core, invoice), 'paid 100 100');
  });

  it('never changes, comes back or goes away by hand', async () => {
    const { core, invoice, merchantId } = await setUp();
    const refund = await requested(core, commandOf(invoice, 60n));
    await work(core);
    const byHand = (sql: string) =>
      core.perform((transaction) =>
        transaction.run(`${sql} where merchant_id = $1 and id = $2`, [merchantId, refund.id]),
      );
    await assert.rejects(byHand('update refunds set amount_minor = 1'));
    await assert.rejects(byHand("update refunds set invoice_id = 'none'"));
    await assert.rejects(byHand('delete from refunds'));
    await say(core, refund, 'failed');
    await assert.rejects(byHand("update refunds set state = 'running'"));
    assert.equal(await refundingOf(core, invoice), 'paid 100 0');
  });
});
