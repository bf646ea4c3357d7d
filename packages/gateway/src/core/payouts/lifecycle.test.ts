import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  accounts,
  idr,
  payoutCommand,
  type TestRail,
  testRail,
  told,
  usd,
} from '../../../../../test/support/sendings.ts';
import { RailError, type RailErrorCode, type SendState } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import { runDueWork } from '../due-work.ts';
import { reportSending } from '../sendings/report.ts';
import { topUp } from '../top-ups.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { approvePayout, cancelPayout, confirmPayout, rejectPayout, reviewPayout } from './change.ts';
import { createPayout, type PayoutCommand } from './create.ts';
import { findPayout, listPayouts, type Payout } from './payout.ts';

const OPENING = { 'USD available': 1000n, 'USD rail': -1000n };
const HELD = { 'USD available': 493n, 'USD held': 507n, 'USD rail': -1000n };
const PAID = { 'USD available': 493n, 'USD fees': 7n, 'USD rail': -500n };
const RETURNED = { 'USD available': 993n, 'USD fees': 7n, 'USD rail': -1000n };

const SENT = ['payout.created', 'payout.confirmed', 'payout.sent'];

onEachEngine('the life of a payout', (opened) => {
  const work = (core: Core) => runDueWork(core, WORK_HANDLERS);
  /** A merchant with 1000 cents, on a rail of its own. */
  const setUp = async () => {
    // What other tests have left to do is done elsewhere.
    await work({ ...opened().core, rail: testRail() });
    const rail = testRail();
    const core: Core = { ...opened().core, rail };
    const merchantId = await opened().newMerchant();
    await core.perform((transaction) =>
      topUp(transaction, core, { merchantId, amount: usd(1000n), reference: 'a' }),
    );
    return { core, rail, merchantId };
  };
  const created = async (core: Core, merchantId: string, more: Partial<PayoutCommand> = {}) => {
    const command = payoutCommand(merchantId, more);
    const creation = await core.perform((transaction) => createPayout(transaction, core, command));
    assert.equal(creation.outcome, 'created');
    return creation.payout;
  };
  const pass = async (core: Core, milliseconds: number) => {
    opened().environment.advance(milliseconds);
    return work(core);
  };
  const report = (core: Core, { merchantId, id }: Payout, state: SendState, reason?: string) =>
    reportSending(core, {
      type: 'sending',
      rail: 'test',
      merchantId,
      kind: 'payout',
      id,
      state,
      ...(reason !== undefined && { reason }),
    });
  const stands = async (core: Core, of: Payout, state: string, money: Readonly<Record<string, bigint>>) => {
    const payout = await findPayout(core.reader, core, of);
    assert.equal(payout?.state, state);
    assert.deepEqual(await accounts(core.reader, of.merchantId), money);
    return payout;
  };
  const inTwoSteps = () => ({ confirmBy: opened().environment.now() + 300_000 });

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

  it('fails when the rail refuses it for good, in the rail’s words', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    rail.fail({ paid: false, error: refusal('destination_refused', 'there is no such account') });
    assert.deepEqual(await work(core), { done: 1, failures: [] });
    assert.equal((await stands(core, payout, 'failed', OPENING))?.reason, 'there is no such account');
    await pass(core, 86_400_000);
    assert.equal(rail.asked.length, 1);
  });

  it('is asked for again, later and later, and always alike, while the rail is out of order', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    const outage = { paid: false, error: new Error('connection refused') };
    rail.fail(outage, outage, outage);
    for (const pause of [0, 1_000, 2_000]) {
      assert.equal((await pass(core, pause)).failures.length, 1);
      await stands(core, payout, 'confirmed', HELD);
    }
    assert.equal((await pass(core, 3_999)).done, 0);
    assert.equal((await pass(core, 1)).done, 1);
    await stands(core, payout, 'sent', HELD);
    assert.equal(rail.asked.length, 4);
    for (const instruction of rail.asked) assert.deepEqual(instruction, rail.asked[0]);
    assert.deepEqual(await told(core.reader, payout), SENT);
  });

  for (const isPaid of [true, false]) {
    it(`is paid once, though the gateway dies ${isPaid ? 'after' : 'before'} the rail has paid`, async () => {
      const { core, rail, merchantId } = await setUp();
      const payout = await created(core, merchantId);
      await dyingAt(core, rail, isPaid);
      await stands(core, payout, 'confirmed', HELD);
      const cancelled = await core.perform((transaction) => cancelPayout(transaction, core, payout));
      assert.equal(cancelled.outcome, 'refused', 'what may have been sent cannot be cancelled');
      // A dead process's work is due again when its lease runs out.
      await pass(core, 3_600_000);
      await stands(core, payout, 'sent', HELD);
      assert.equal(rail.paid.size, 1);
      assert.deepEqual(rail.asked[0], rail.asked.at(-1));
      assert.deepEqual(await told(core.reader, payout), SENT);
    });
  }

  it('is followed by asking the rail, for as long as the rail wants to be asked', async () => {
    const { core, rail, merchantId } = await setUp();
    const start = opened().environment.now();
    rail.askAt = start + 2_000;
    const payout = await created(core, merchantId);
    await work(core);
    rail.say({ state: 'review', reason: 'compliance', askAgainAt: start + 60_000 });
    await pass(core, 2_000);
    assert.equal((await stands(core, payout, 'review', HELD))?.reason, 'compliance');
    rail.say({ state: 'sent', askAgainAt: start + 70_000 });
    await pass(core, 58_000);
    await stands(core, payout, 'sent', HELD);
    rail.say({ state: 'completed', askAgainAt: start + 80_000 });
    await pass(core, 10_000);
    await stands(core, payout, 'completed', PAID);
    rail.say({ state: 'returned', reason: 'account closed' });
    await pass(core, 10_000);
    assert.equal((await stands(core, payout, 'returned', RETURNED))?.reason, 'account closed');
    const all = [...SENT, 'payout.review', 'payout.sent', 'payout.completed', 'payout.returned'];
    assert.deepEqual(await told(core.reader, payout), all);
    assert.equal((await pass(core, 86_400_000)).done, 0);
  });

  it('keeps its fee when the rail gives it back before it arrived', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    await work(core);
    await report(core, payout, 'returned', 'no such account');
    await stands(core, payout, 'returned', RETURNED);
  });

  it('believes the rail once, and never against its end', async () => {
    const { core, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    const early = await report(core, payout, 'completed');
    assert.deepEqual(early, { outcome: 'refused', reason: 'not_handed_over', state: 'confirmed' });
    await work(core);
    await report(core, payout, 'failed', 'no such account');
    for (const [state, outcome] of [
      ['failed', 'repeated'],
      ['sent', 'repeated'],
      ['completed', 'refused'],
      ['returned', 'refused'],
    ] as const) {
      assert.equal((await report(core, payout, state)).outcome, outcome, state);
    }
    assert.equal((await stands(core, payout, 'failed', OPENING))?.reason, 'no such account');
    assert.deepEqual(await told(core.reader, payout), [...SENT, 'payout.failed']);
    const unknown = await report(core, { ...payout, id: 'unknown' }, 'completed');
    assert.deepEqual(unknown, { outcome: 'not_found' });
  });

  it('takes one of many reports at once, in however many processes', async () => {
    const { core, merchantId } = await setUp();
    const other = opened().elsewhere ?? core;
    const payout = await created(core, merchantId);
    await work(core);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, copy) => report(copy % 2 === 0 ? core : other, payout, 'completed')),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'recorded').length, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'repeated').length, 19);
    await stands(core, payout, 'completed', PAID);
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

function refusal(code: RailErrorCode, message: string): RailError {
  return new RailError(code, message);
}

/** Runs the due work in a process that dies at the rail: nothing is stored any more, not even that it failed. */
async function dyingAt(core: Core, rail: TestRail, isPaid: boolean): Promise<void> {
  let isDead = false;
  const dying: Core = {
    ...core,
    rail: {
      ...rail,
      send: async (instruction) => {
        rail.fail({ paid: isPaid, error: new Error('the process died') });
        isDead = true;
        return rail.send(instruction);
      },
    },
    perform: (unit) => (isDead ? Promise.reject(new Error('the process died')) : core.perform(unit)),
  };
  await assert.rejects(runDueWork(dying, WORK_HANDLERS), /the process died/u);
}
