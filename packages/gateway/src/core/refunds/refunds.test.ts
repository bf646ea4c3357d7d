import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { coins, refundsOn } from '../../../../../test/support/refunds.ts';
import { accounts, DESTINATION, told, usd } from '../../../../../test/support/sendings.ts';
import { RailError } from '../../rails/rail.ts';
import { createPayout } from '../payouts/create.ts';
import { cancelRefund } from './change.ts';
import { findRefund, listRefunds } from './refund.ts';
import { refundWork } from './work.ts';

const CAPTURED = { 'USDT available': 100n, 'USDT rail': -100n };
const SENT = ['refund.requested', 'refund.running'];

onEachEngine('a refund', (opened) => {
  const { setUp, commandOf, request, requested, work, say, stateOf, refundingOf } = refundsOn(opened);

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
    const destination = { ...DESTINATION, accountNumber: 'another' };
    const elsewhere = { ...commandOf(invoice, 100n, { reference: 'same' }), destination };
    assert.deepEqual(await request(core, elsewhere), { outcome: 'conflict', existing: refund });
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

  it('keeps the sum, whatever becomes of many at once, in however many processes', async () => {
    const { core, invoice, merchantId } = await setUp();
    const { elsewhere = core } = opened();
    const fates = ['cancel', 'completed', 'failed'] as const;
    const all = Array.from({ length: 24 }, async (_, copy) => {
      const here = copy % 2 === 0 ? core : { ...elsewhere, rail: core.rail };
      const creation = await request(here, commandOf(invoice, 10n));
      if (creation.outcome !== 'created') return;
      const { refund } = creation;
      const fate = fates[copy % 3] ?? 'cancel';
      if (fate === 'cancel') {
        await here.perform((transaction) => cancelRefund(transaction, here, refund));
        return;
      }
      await refundWork['refund.send']?.(here, { ...refund, kind: 'refund.send', subjectId: refund.id });
      await say(here, refund, fate);
    });
    await Promise.all(all);
    const { refunds } = await listRefunds(core.reader, core, { merchantId, limit: 24 });
    const done = refunds
      .filter(({ state }) => state === 'done')
      .reduce((sum, { amount }) => sum + amount.minor, 0n);
    assert.equal(await refundingOf(core, invoice), `paid 100 ${done}`);
    const left = 100n - done;
    const money = { ...(left > 0n && { 'USDT available': left, 'USDT rail': -left }) };
    assert.deepEqual(await accounts(core.reader, merchantId), money);
  });
});
