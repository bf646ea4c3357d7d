import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  abnormal,
  createdInvoice,
  depositOn,
  INVOICE_LIFETIME,
  money,
  report,
  standing,
  told,
  usdt,
} from '../../../../../test/support/invoices.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { recordDeposit } from '../deposits/deposits.ts';
import { runDueWork } from '../due-work.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { cancelInvoice } from './cancel.ts';
import { expireInvoice } from './expire.ts';

const COPIES = 20;

onEachEngine('a deposit', (opened) => {
  const fresh = async () => {
    const { newMerchant } = opened();
    return createdInvoice(opened(), { merchantId: await newMerchant() });
  };
  /** One core for each copy: on PostgreSQL of two processes in turn. */
  const cores = () => {
    const { core, elsewhere = core } = opened();
    return Array.from({ length: COPIES }, (_, copy) => (copy % 2 === 0 ? core : elsewhere));
  };

  it('that is reported twenty times at once counts once, in however many processes', async () => {
    const { core } = opened();
    const invoice = await fresh();
    const event = depositOn(invoice, 'a', 120n);
    const outcomes = await Promise.all(cores().map((each) => recordDeposit(each, event)));
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'repeated').length, COPIES - 1);
    assert.equal(await standing(core, invoice), 'paid over 120 120 100');
    assert.equal(await money(core, invoice.merchantId), 'pending 0 available 100 held 20');
    assert.deepEqual(await abnormal(core, invoice), ['over 20 open']);
  });

  it('counts once, whatever is reported of it at once and in whichever order', async () => {
    const { core } = opened();
    const invoice = await fresh();
    const states = ['seen', 'confirmed'] as const;
    const reports = cores().map((each, copy) =>
      recordDeposit(each, depositOn(invoice, 'a', 100n, states[Math.floor(copy / 2) % 2] ?? 'seen')),
    );
    await Promise.all(reports);
    assert.equal(await standing(core, invoice), 'paid none 100 100 100');
    assert.equal(await money(core, invoice.merchantId), 'pending 0 available 100 held 0');
    const all = ['invoice.created', 'invoice.received', 'invoice.confirming', 'invoice.paid'];
    assert.deepEqual(await told(core, invoice), all);
  });

  it('that is rejected lets its invoice expire, though another process looked for that too early', async () => {
    const { core, environment } = opened();
    const invoice = await fresh();
    await report(core, [depositOn(invoice, 'a', 100n, 'seen')]);
    const ahead = {
      ...core,
      environment: { ...environment, now: () => environment.now() + INVOICE_LIFETIME },
    };
    await runDueWork(ahead, WORK_HANDLERS);
    await report(core, [depositOn(invoice, 'a', 100n, 'rejected')]);
    assert.equal(await standing(core, invoice), 'pending none 0 0 0');
    environment.advance(INVOICE_LIFETIME);
    await runDueWork(core, WORK_HANDLERS);
    assert.equal(await standing(core, invoice), 'expired none 0 0 0');
  });

  it('that races others to the same invoice is added to them', async () => {
    const { core } = opened();
    const invoice = await fresh();
    await Promise.all(
      cores().map((each, copy) => recordDeposit(each, depositOn(invoice, `part ${copy}`, 5n))),
    );
    assert.equal(await standing(core, invoice), 'paid none 100 100 100');
    assert.equal(await money(core, invoice.merchantId), 'pending 0 available 100 held 0');
  });

  for (const rival of ['expiry', 'cancelling'] as const) {
    it(`that races ${rival} is either in time or late, and never lost`, async () => {
      const { core, elsewhere = core, environment } = opened();
      const ends = { expiry: 'expired', cancelling: 'cancelled' } as const;
      for (let round = 0; round < 5; round += 1) {
        const invoice = await fresh();
        const { merchantId, dialect, id: subjectId } = invoice;
        if (rival === 'expiry') environment.advance(INVOICE_LIFETIME);
        const end = () =>
          rival === 'expiry'
            ? expireInvoice(elsewhere, { merchantId, dialect, subjectId })
            : elsewhere.perform((transaction) => cancelInvoice(transaction, elsewhere, invoice));
        const pay = () => recordDeposit(core, depositOn(invoice, 'a', 100n));
        await Promise.all(round % 2 === 0 ? [end(), pay()] : [pay(), end()]);
        const [stands, has] = [await standing(core, invoice), await money(core, merchantId)];
        if (stands.startsWith('paid')) {
          assert.equal(rival, 'cancelling');
          assert.deepEqual([stands, has], ['paid none 100 100 100', 'pending 0 available 100 held 0']);
        } else {
          assert.deepEqual([stands, has], [`${ends[rival]} late 0 0 0`, 'pending 0 available 0 held 100']);
        }
        const endings = (await told(core, invoice)).filter((kind) => /paid|expired|cancelled/u.test(kind));
        assert.equal(endings.length, 1);
      }
    });
  }

  it('is not another with the same external id: that is refused, and changes nothing', async () => {
    const { core, newMerchant } = opened();
    const [invoice, other] = [
      await fresh(),
      await createdInvoice(opened(), { merchantId: await newMerchant() }),
    ];
    const event = depositOn(invoice, 'a', 30n, 'seen');
    await report(core, [event]);
    const contradictions = [
      [{ ...event, amount: amountOf(usdt, 31n) }, 'amount'],
      [{ ...event, amount: amountOf(requireAsset('USDC'), 30n) }, 'amount'],
      [{ ...event, subject: depositOn(other, 'a', 30n).subject }, 'subject'],
      [{ ...event, subject: { ...event.subject, id: 'none' } }, 'subject'],
      [{ ...event, subject: { ...event.subject, kind: 'virtual_account' as const } }, 'subject'],
    ] as const;
    for (const [report, field] of contradictions) {
      const outcome = await recordDeposit(core, report);
      assert.ok(outcome.outcome === 'contradiction', field);
      assert.deepEqual([outcome.field, outcome.existing.amount.minor], [field, 30n]);
    }
    assert.equal(await standing(core, invoice), 'pending partial 30 0 0');
    assert.equal(await standing(core, other), 'pending none 0 0 0');
    assert.equal(await money(core, other.merchantId), 'pending 0 available 0 held 0');
  });

  it('that was confirmed is not rejected, and one that was rejected is not confirmed', async () => {
    const { core } = opened();
    const invoice = await fresh();
    const event = depositOn(invoice, 'a', 30n);
    assert.deepEqual(await report(core, [event, { ...event, state: 'rejected' }]), [
      'recorded',
      'contradiction',
    ]);
    const other = depositOn(invoice, 'b', 30n, 'rejected');
    assert.deepEqual(await report(core, [other, { ...other, state: 'confirmed' }]), [
      'recorded',
      'contradiction',
    ]);
    assert.equal(await standing(core, invoice), 'pending partial 30 30 0');
  });

  it('of one external id for two invoices at once is for one of them', async () => {
    const { core, elsewhere = core } = opened();
    const [first, second] = [await fresh(), await fresh()];
    const event = depositOn(first, 'shared', 100n);
    const other = { ...event, subject: depositOn(second, '', 1n).subject };
    const outcomes = await Promise.all([recordDeposit(core, event), recordDeposit(elsewhere, other)]);
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), ['contradiction', 'recorded']);
    const stands = [await standing(core, first), await standing(core, second)].toSorted();
    assert.deepEqual(stands, ['paid none 100 100 100', 'pending none 0 0 0']);
  });

  it('for no invoice that there is is not kept', async () => {
    const { core } = opened();
    const invoice = await fresh();
    const event = depositOn(invoice, 'a', 30n);
    const unknown = { ...event, subject: { ...event.subject, id: 'none' } };
    assert.deepEqual(await report(core, [unknown, event]), ['unknown_subject', 'recorded']);
  });

  it('never changes in the store, and is never taken away', async () => {
    const { store, core } = opened();
    const invoice = await fresh();
    await report(core, [depositOn(invoice, 'a', 120n)]);
    const changes = [
      "update deposits set state = 'rejected'",
      'update deposits set amount_minor = 1',
      'update deposits set counted = 0',
      "update deposits set subject_id = 'other'",
      'delete from deposits',
      'update abnormal_payments set amount_minor = 1',
      'delete from abnormal_payments',
      "update invoices set state = 'pending', paid_at = null",
      'update invoices set due_minor = 1',
    ];
    for (const change of changes) {
      const work = store.transaction((transaction) =>
        transaction.run(`${change} where merchant_id = $1`, [invoice.merchantId]),
      );
      await assert.rejects(work, change);
    }
  });
});
