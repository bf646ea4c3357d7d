import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { HELD, OPENING, PAID, payoutsOn, RETURNED, SENT } from '../../../../../test/support/payouts.ts';
import { type TestRail, told } from '../../../../../test/support/sendings.ts';
import { RailError } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import { runDueWork } from '../due-work.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { cancelPayout } from './change.ts';

onEachEngine('a payout and its rail', (opened) => {
  const { setUp, created, work, pass, report, stands } = payoutsOn(opened);

  it('fails when the rail refuses it for good, in the rail’s words', async () => {
    const { core, rail, merchantId } = await setUp();
    const payout = await created(core, merchantId);
    rail.fail({ paid: false, error: new RailError('destination_refused', 'there is no such account') });
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
});

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
