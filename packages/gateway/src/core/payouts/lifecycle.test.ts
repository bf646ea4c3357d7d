import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { HELD, OPENING, PAID, payoutsOn, RETURNED, SENT } from '../../../../../test/support/payouts.ts';
import { idr, told, usd } from '../../../../../test/support/sendings.ts';
import { approvePayout, cancelPayout, confirmPayout, rejectPayout, reviewPayout } from './change.ts';
import { listPayouts, type Payout } from './payout.ts';

onEachEngine('the life of a payout', (opened) => {
  const { setUp, created, inTwoSteps, work, pass, report, stands } = payoutsOn(opened);

  it('is handed to the rail at once where creating it confirms it, and ends as the rail says', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    await stands(core, payout, 'confirmed', HELD);
    assert.deepEqual(await work(core), { done: 1, failures: [] });
    const { amount, destination } = payout;
    const at = opened().environment.now();
    assert.deepEqual(rail.asked, [{ merchantId, kind: 'payout', id: payout.id, amount, destination, at }]);
    const sent = await stands(core, payout, 'sent', HELD);
    assert.equal(sent?.externalId, `test ${payout.id}`);
    assert.deepEqual(await report(core, payout, 'completed'), { outcome: 'recorded', state: 'completed' });
    await stands(core, payout, 'completed', PAID);
    assert.deepEqual(await told(core.reader, payout), [...SENT, 'payout.completed']);
  });

  it('waits for its confirmation where there are two steps', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId, inTwoSteps());
    await work(core);
    await stands(core, payout, 'created', HELD);
    assert.equal(rail.asked.length, 0);
    const confirm = () => core.perform((transaction) => confirmPayout(transaction, core, payout));
    assert.equal((await confirm()).outcome, 'changed');
    const again = await confirm();
    assert.deepEqual([again.outcome, 'reason' in again && again.reason], ['refused', 'repeated']);
    await work(core);
    await stands(core, payout, 'sent', HELD);
    await pass(core, 300_000);
    await stands(core, payout, 'sent', HELD);
    assert.deepEqual(await told(core.reader, payout), SENT);
  });

  it('expires unconfirmed, at the very millisecond, and is not confirmed after', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId, inTwoSteps());
    await pass(core, 299_999);
    await stands(core, payout, 'created', HELD);
    opened().environment.advance(1);
    const late = await core.perform((transaction) => confirmPayout(transaction, core, payout));
    assert.equal('reason' in late && late.reason, 'too_late');
    await work(core);
    await stands(core, payout, 'expired', OPENING);
    assert.deepEqual(await told(core.reader, payout), ['payout.created', 'payout.expired']);
  });

  it('is cancelled until the rail may have it', async () => {
    const { core, merchantId } = await setUp();
    const cancel = (payout: Payout) => core.perform((transaction) => cancelPayout(transaction, core, payout));
    for (const steps of [{}, inTwoSteps()]) {
      const payout = await created(core, merchantId, steps);
      assert.equal((await cancel(payout)).outcome, 'changed');
      await work(core);
      await stands(core, payout, 'cancelled', OPENING);
    }
    const payout = await created(core, merchantId);
    await work(core);
    const refused = await cancel(payout);
    assert.deepEqual([refused.outcome, 'reason' in refused && refused.reason], ['refused', 'handed_over']);
    await stands(core, payout, 'sent', HELD);
  });

  it('waits under review, and is sent when it is approved', async () => {
    const { core, rail, merchantId } = await setUp();
    const reviewed = await created(core, merchantId, { review: 'a large amount' });
    await work(core);
    assert.equal((await stands(core, reviewed, 'review', HELD))?.reason, 'a large amount');
    assert.equal(rail.asked.length, 0);
    const approve = () => core.perform((transaction) => approvePayout(transaction, core, reviewed));
    assert.equal((await approve()).outcome, 'changed');
    assert.equal((await approve()).outcome, 'refused');
    await work(core);
    assert.equal((await stands(core, reviewed, 'sent', HELD))?.reason, undefined);
    assert.equal(rail.asked.length, 1);
    const expected = ['payout.created', 'payout.confirmed', 'payout.review', 'payout.sent'];
    assert.deepEqual(await told(core.reader, reviewed), expected);
  });

  it('fails when it is rejected under review, and gives back what it held', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    const reason = 'the name is on a list';
    await core.perform((transaction) => reviewPayout(transaction, core, { ...payout, reason: 'a name' }));
    await work(core);
    await stands(core, payout, 'review', HELD);
    await core.perform((transaction) => rejectPayout(transaction, core, { ...payout, reason }));
    assert.equal((await stands(core, payout, 'failed', OPENING))?.reason, reason);
    assert.equal(rail.asked.length, 0);
  });

  it('keeps its fee when the rail gives it back before it arrived', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    await work(core);
    await report(core, payout, 'returned', 'no such account');
    await stands(core, payout, 'returned', RETURNED);
  });

  it('pays another asset through the exchange', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId, {
      source: usd(500n),
      amount: idr(8_000_000n),
      rate: '16000',
    });
    await work(core);
    await stands(core, payout, 'sent', HELD);
    await report(core, payout, 'completed');
    const exchanged = { 'IDR exchange': -8_000_000n, 'IDR rail': 8_000_000n, 'USD exchange': 500n };
    const kept = { 'USD available': 493n, 'USD fees': 7n, 'USD rail': -1000n };
    await stands(core, payout, 'completed', { ...exchanged, ...kept });
    await report(core, payout, 'returned');
    await stands(core, payout, 'returned', RETURNED);
  });

  it('is listed by page, newest first, by kind and state', async () => {
    const { core, merchantId } = await setUp();
    const small = { amount: usd(10n), fee: usd(0n) };
    const payouts: Payout[] = [];
    for (const kind of ['payout', 'settlement', 'payout', 'payout'] as const) {
      payouts.push(await created(core, merchantId, { ...small, kind }));
    }
    const ids = payouts.map(({ id }) => id).toReversed();
    const first = await listPayouts(core.reader, core, { merchantId, limit: 3 });
    assert.deepEqual(
      first.payouts.map(({ id }) => id),
      ids.slice(0, 3),
    );
    assert.ok(first.next !== undefined);
    const second = await listPayouts(core.reader, core, { merchantId, limit: 3, before: first.next });
    assert.deepEqual([second.payouts.map(({ id }) => id), second.next], [ids.slice(3), undefined]);
    const settlements = await listPayouts(core.reader, core, { merchantId, kind: 'settlement', limit: 9 });
    assert.deepEqual(settlements.payouts, [payouts[1]]);
    const none = await listPayouts(core.reader, core, { merchantId, state: 'sent', limit: 9 });
    assert.deepEqual(none, { payouts: [] });
  });

  it('cannot be brought back, nor be made to pay otherwise, by hand', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    await core.perform((transaction) => cancelPayout(transaction, core, payout));
    for (const set of ["state = 'confirmed'", 'amount_minor = 1, source_minor = 1', 'fee_minor = 0']) {
      const byHand = `update payouts set ${set} where merchant_id = $1 and id = $2`;
      await assert.rejects(
        core.perform((transaction) => transaction.run(byHand, [merchantId, payout.id])),
        /never changes|stays so/u,
      );
    }
  });
});
