import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import {
  abnormal,
  createdInvoice,
  depositOn,
  money,
  report,
  standing,
  told,
} from '../../../../../test/support/invoices.ts';
import {
  abnormalPaymentsOf,
  acceptAbnormalPayment,
  decideAcceptance,
  findAbnormalPayment,
  listAbnormalPayments,
} from './abnormal-payments.ts';

onEachEngine('an abnormal payment', (opened) => {
  /** An invoice of 100 that 120 were paid to. */
  const overpaid = async (of?: string) => {
    const { core, newMerchant } = opened();
    const merchantId = of ?? (await newMerchant());
    const invoice = await createdInvoice(opened(), { merchantId });
    await report(core, [depositOn(invoice, 'a', 120n)]);
    const [payment] = await abnormalPaymentsOf(core.reader, { merchantId, subjectId: invoice.id });
    assert.ok(payment);
    return { invoice, payment, merchantId };
  };
  const accept = (key: { merchantId: string; id: string }) =>
    opened().core.perform((transaction) => acceptAbnormalPayment(transaction, opened().core, key));

  it('is accepted once: its money becomes the merchant’s, its invoice stays as it is', async () => {
    const { core } = opened();
    const { invoice, payment, merchantId } = await overpaid();
    assert.deepEqual(await told(core, payment), ['abnormal_payment.open']);
    const acceptance = await accept(payment);
    assert.ok(acceptance.outcome === 'accepted');
    assert.deepEqual(acceptance.payment, await findAbnormalPayment(core.reader, payment));
    assert.equal(await money(core, merchantId), 'pending 0 available 120 held 0');
    assert.equal(await standing(core, invoice), 'paid over 120 120 100');
    assert.deepEqual(await abnormal(core, invoice), ['over 20 accepted']);
    const again = await accept(payment);
    assert.deepEqual([again.outcome, 'reason' in again && again.reason], ['refused', 'not_open']);
    assert.equal(await money(core, merchantId), 'pending 0 available 120 held 0');
    assert.deepEqual(await told(core, payment), ['abnormal_payment.open', 'abnormal_payment.accepted']);
  });

  it('is told with what its invoice had received by then, whatever comes after', async () => {
    const { core } = opened();
    const { invoice, payment, merchantId } = await overpaid();
    await report(core, [depositOn(invoice, 'b', 7n)]);
    const events = await eventsOf(core.reader, merchantId);
    const opening = events.find(({ subjectId }) => subjectId === payment.id);
    assert.deepEqual(opening?.data, { receivedMinor: '120', confirmedMinor: '120' });
  });

  it('is accepted once by many at once, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const { payment, merchantId } = await overpaid();
    const acceptances = await Promise.all(
      Array.from({ length: 10 }, (_, copy) => {
        const each = copy % 2 === 0 ? core : elsewhere;
        return each.perform((transaction) => acceptAbnormalPayment(transaction, each, payment));
      }),
    );
    assert.equal(acceptances.filter(({ outcome }) => outcome === 'accepted').length, 1);
    assert.equal(await money(core, merchantId), 'pending 0 available 120 held 0');
  });

  it('of another merchant is not there', async () => {
    const { payment } = await overpaid();
    const stranger = { id: payment.id, merchantId: await opened().newMerchant() };
    assert.deepEqual(await accept(stranger), { outcome: 'not_found' });
  });

  it('is accepted but for what was refunded, and not while a refund is under way', async () => {
    const { payment } = await overpaid();
    const partly = decideAcceptance({ ...payment, refunding: 5n, refunded: 5n });
    assert.ok(partly.ok);
    const [transfer] = partly.movements;
    assert.ok(transfer && 'postings' in transfer);
    assert.deepEqual(
      transfer.postings.map(({ purpose, amount }) => [purpose, amount.minor]),
      [
        ['held', -15n],
        ['available', 15n],
      ],
    );
    const running = decideAcceptance({ ...payment, refunding: 5n, refunded: 0n });
    assert.deepEqual(running, { ok: false, reason: 'refund_under_way' });
  });

  it('is listed by state, newest first, page by page', async () => {
    const { core } = opened();
    const first = await overpaid();
    const { merchantId } = first;
    const all = [first, await overpaid(merchantId), await overpaid(merchantId)].map(
      ({ payment }) => payment.id,
    );
    await accept(first.payment);
    const of = { merchantId, dialect: 'basicex' };
    const page = async (more: object) => {
      const { payments, next } = await listAbnormalPayments(core.reader, { ...of, limit: 2, ...more });
      return [payments.map(({ id }) => all.indexOf(id)), next && all.indexOf(next)];
    };
    assert.deepEqual(await page({}), [[2, 1], 1]);
    assert.deepEqual(await page({ before: all[1] }), [[0], undefined]);
    assert.deepEqual(await page({ state: 'open' }), [[2, 1], undefined]);
    assert.deepEqual(await page({ state: 'accepted' }), [[0], undefined]);
    assert.deepEqual(await page({ dialect: 'anexpay' }), [[], undefined]);
  });
});
