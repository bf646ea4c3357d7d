import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import { take } from '../../../../../test/support/invoice-stories.ts';
import {
  abnormal,
  createdFrom,
  createdInvoice,
  depositOn,
  INVOICE_LIFETIME,
  money,
  report,
  standing,
  told,
  undecidedCommand,
} from '../../../../../test/support/invoices.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { listDeposits } from '../deposits/deposits.ts';
import { setFee } from '../fees/fees.ts';

const comeBy = (receivedMinor: string, confirmedMinor: string, depositId?: string, more: object = {}) => ({
  ...{ receivedMinor, confirmedMinor, depositId },
  ...more,
});

onEachEngine('an invoice', (opened) => {
  it('that is overdue expires when a deposit is heard of, if nobody has written it before', async () => {
    const { core, environment, newMerchant } = opened();
    const invoice = await createdInvoice(opened(), { merchantId: await newMerchant() });
    await report(core, [depositOn(invoice, 'a', 30n, 'seen')]);
    environment.advance(INVOICE_LIFETIME);
    await report(core, [depositOn(invoice, 'b', 70n), depositOn(invoice, 'a', 30n)]);
    assert.equal(await standing(core, invoice), 'expired late 30 30 0');
    assert.deepEqual(await abnormal(core, invoice), ['late 70 open', 'under 30 open']);
    await take(opened(), invoice, 'expire');
    assert.deepEqual(
      (await told(core, invoice)).filter((kind) => kind === 'invoice.expired'),
      ['invoice.expired'],
    );
  });

  it('says with each event how much had come by then, and of which deposit', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdInvoice(opened(), { merchantId });
    const reports = [depositOn(invoice, 'a', 30n), depositOn(invoice, 'b', 70n), depositOn(invoice, 'c', 5n)];
    await report(core, reports);
    const { deposits } = await listDeposits(core.reader, { merchantId, subjectId: invoice.id, limit: 3 });
    const [a, b, c] = deposits.map(({ id }) => id);
    const events = await eventsOf(core.reader, merchantId);
    assert.deepEqual(
      events.filter(({ subjectId }) => subjectId === invoice.id).map(({ kind, data }) => [kind, data]),
      [
        ['invoice.created', {}],
        ['invoice.received', comeBy('30', '0', a, { counted: true, state: 'pending' })],
        ['invoice.received', comeBy('100', '30', b, { counted: true, state: 'pending' })],
        ['invoice.confirming', comeBy('100', '30', b)],
        ['invoice.paid', comeBy('100', '100', b)],
        ['invoice.received', comeBy('100', '100', c, { counted: false, state: 'paid' })],
      ],
    );
  });

  it('holds money of another asset than is due, and counts none of it', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdInvoice(opened(), { merchantId });
    const trx = amountOf(requireAsset('TRX'), 100n);
    await report(core, [depositOn(invoice, 'a', trx, 'seen'), depositOn(invoice, 'a', trx)]);
    assert.equal(await standing(core, invoice), 'pending none 0 0 0');
    assert.deepEqual(await abnormal(core, invoice), ['wrong_asset 100 open']);
    await report(core, [depositOn(invoice, 'b', 100n)]);
    assert.equal(await standing(core, invoice), 'paid none 100 100 100');
    assert.equal(await money(core, merchantId), 'pending 0 available 100 held 0');
  });

  it('holds money that comes before anybody said what is due', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdFrom(core, undecidedCommand(opened(), { merchantId }));
    await report(core, [depositOn(invoice, 'a', 100n)]);
    assert.equal(await standing(core, invoice), 'pending none 0 0 0');
    assert.deepEqual(await abnormal(core, invoice), ['wrong_asset 100 open']);
  });

  it('pays its fee from what is captured, once, and never more than that', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const asset = requireAsset('USDT');
    const fee = (fixed: bigint) =>
      core.perform((transaction) =>
        setFee(transaction, { merchantId, operation: 'invoice', asset, schedule: { fixed } }),
      );
    await fee(7n);
    const first = await createdInvoice(opened(), { merchantId });
    await report(core, [depositOn(first, 'a', 120n), depositOn(first, 'b', 5n)]);
    assert.equal(await money(core, merchantId), 'pending 0 available 93 held 25');
    assert.equal(await standing(core, first), 'paid over 120 120 100');
    await fee(1_000n);
    await report(core, [depositOn(await createdInvoice(opened(), { merchantId }), 'a', 100n)]);
    assert.equal(await money(core, merchantId), 'pending 0 available 93 held 25');
  });

  it('lists its deposits by pages, those that did not count too', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdInvoice(opened(), { merchantId });
    await report(core, [
      depositOn(invoice, 'a', 100n),
      depositOn(invoice, 'b', 1n),
      depositOn(invoice, 'c', 2n),
    ]);
    const of = { merchantId, subjectId: invoice.id, limit: 2 };
    const first = await listDeposits(core.reader, of);
    assert.deepEqual(
      first.deposits.map(({ amount, counted, state, sender }) => [amount.minor, counted, state, sender]),
      [
        [100n, true, 'confirmed', 'TPayer'],
        [1n, false, 'confirmed', 'TPayer'],
      ],
    );
    const { deposits, next } = await listDeposits(core.reader, { ...of, after: first.next ?? '' });
    assert.deepEqual([deposits.map(({ amount }) => amount.minor), next], [[2n], undefined]);
  });
});
