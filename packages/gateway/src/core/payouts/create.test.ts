import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import { amountOf, formatAmount, requireAsset } from '../../money/index.ts';
import { balancesOf, type Core, topUp } from '../index.ts';
import { createPayout, type PayoutCommand } from './create.ts';
import { findPayout } from './payout.ts';

const idr = requireAsset('IDR');
const rupiah = (whole: number) => amountOf(idr, BigInt(whole) * 100n);
const BENEFICIARY = { account_holder_name: 'BUDI SANTOSO', account_number: '8730700000000001', bank_id: '2' };
const DESTINATION = {
  kind: 'bank',
  bank: '2',
  accountNumber: '8730700000000001',
  accountName: 'BUDI SANTOSO',
} as const;

onEachEngine('a payout', (opened) => {
  let numbers = 0;
  const command = (merchantId: string, more: Partial<PayoutCommand> = {}): PayoutCommand => {
    numbers += 1;
    return {
      merchantId,
      dialect: 'easylink',
      number: `number-${numbers}`,
      reference: `reference-${numbers}`,
      amount: rupiah(50_000),
      fee: rupiah(4_000),
      beneficiary: BENEFICIARY,
      destination: DESTINATION,
      ...more,
    };
  };
  const create = (of: PayoutCommand, core: Core = opened().core) =>
    core.perform((transaction) => createPayout(transaction, core, of));
  const merchantWith = async (whole: number) => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const command = { merchantId, amount: rupiah(whole), reference: 'first' };
    await core.perform((transaction) => topUp(transaction, core, command));
    return merchantId;
  };
  const balance = async (merchantId: string) => {
    const [first] = await balancesOf(opened().core.reader, merchantId);
    assert.ok(first);
    return { available: formatAmount(first.available), held: formatAmount(first.held) };
  };

  it('holds its amount and fee, and is read back by its reference', async () => {
    const { core, environment } = opened();
    const merchantId = await merchantWith(100_000);
    const of = command(merchantId, { extra: { description: 'payout' } });
    const creation = await create(of);
    assert.equal(creation.outcome, 'created');
    const { payout } = creation;
    const now = environment.now();
    assert.deepEqual(payout, {
      ...of,
      id: payout.id,
      kind: 'payout',
      fingerprint: payout.fingerprint,
      source: of.amount,
      state: 'confirmed',
      createdAt: now,
      updatedAt: now,
    });
    assert.deepEqual(await findPayout(core.reader, core, of), payout);
    assert.deepEqual(await balance(merchantId), { available: '46000.00', held: '54000.00' });
  });

  it('can spend a balance to the last, and not beyond', async () => {
    const merchantId = await merchantWith(54_000);
    assert.equal((await create(command(merchantId))).outcome, 'created');
    assert.deepEqual(await create(command(merchantId)), { outcome: 'insufficient' });
    assert.deepEqual(await balance(merchantId), { available: '0.00', held: '54000.00' });
  });

  it('whose amount and fee are together more than any balance is refused', async () => {
    const merchantId = await merchantWith(54_000);
    const amount = amountOf(idr, 2n ** 63n - 1n);
    const of = command(merchantId);
    assert.deepEqual(await create({ ...of, amount }), { outcome: 'insufficient' });
    assert.equal((await create(of)).outcome, 'created');
    assert.equal((await create({ ...of, amount })).outcome, 'conflict');
  });

  it('of a merchant that never had the asset is refused', async () => {
    assert.deepEqual(await create(command(await opened().newMerchant())), { outcome: 'insufficient' });
  });

  it('that was refused leaves no trace, and its reference free', async () => {
    const { core } = opened();
    const merchantId = await merchantWith(53_999);
    const of = command(merchantId);
    assert.deepEqual(await create(of), { outcome: 'insufficient' });
    assert.equal(await findPayout(core.reader, core, of), undefined);
    assert.deepEqual(await eventsOf(core.reader, merchantId), []);
    const more = { merchantId, amount: rupiah(1), reference: 'second' };
    await core.perform((transaction) => topUp(transaction, core, more));
    assert.equal((await create(of)).outcome, 'created');
  });

  it('happens once per reference', async () => {
    const merchantId = await merchantWith(200_000);
    const first = await create(command(merchantId));
    assert.equal(first.outcome, 'created');
    const { reference } = first.payout;
    // What is ours may differ: the number, and what it costs by now.
    const again = await create(command(merchantId, { reference, fee: rupiah(1) }));
    assert.deepEqual(again, { outcome: 'repeated', payout: first.payout });
    for (const other of [
      { amount: rupiah(1) },
      { destination: { ...DESTINATION, accountNumber: '1' } },
      { beneficiary: { ...BENEFICIARY, bank_id: '3' } },
      { kind: 'settlement' as const },
    ]) {
      const conflict = await create(command(merchantId, { reference, ...other }));
      assert.deepEqual(conflict, { outcome: 'conflict', existing: first.payout });
    }
    assert.deepEqual(await balance(merchantId), { available: '146000.00', held: '54000.00' });
  });

  it('keeps no hash of who is paid, which readers of the store could test guesses by', async () => {
    const merchantId = await merchantWith(200_000);
    const ours = await create(command(merchantId));
    const beneficiary = { ...BENEFICIARY, account_number: '1' };
    const other = await create(
      command(merchantId, { beneficiary, destination: { ...DESTINATION, accountNumber: '1' } }),
    );
    assert.ok(ours.outcome === 'created' && other.outcome === 'created');
    assert.equal(ours.payout.fingerprint, other.payout.fingerprint);
  });

  it('happens once per reference, of many at once with the same number too, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const merchantId = await merchantWith(200_000);
    const copies = Array.from({ length: 20 }, (_, copy) =>
      create(command(merchantId, { reference: 'same', number: 'same' }), copy % 2 === 0 ? core : elsewhere),
    );
    const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'repeated').length, 19);
    assert.deepEqual(await balance(merchantId), { available: '146000.00', held: '54000.00' });
  });

  it('takes the last cent from one of many at once, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const merchantId = await merchantWith(54_000 * 2 + 53_999);
    const payouts = Array.from({ length: 20 }, (_, copy) =>
      create(command(merchantId), copy % 2 === 0 ? core : elsewhere),
    );
    const outcomes = (await Promise.all(payouts)).map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 2);
    assert.equal(outcomes.filter((outcome) => outcome === 'insufficient').length, 18);
    assert.deepEqual(await balance(merchantId), { available: '53999.00', held: '108000.00' });
  });

  it('leaves word of its creation', async () => {
    const merchantId = await merchantWith(54_000);
    const creation = await create(command(merchantId));
    assert.equal(creation.outcome, 'created');
    const events = await eventsOf(opened().core.reader, merchantId);
    assert.deepEqual(
      events.map(({ kind, subjectId }) => [kind, subjectId]),
      [
        ['payout.created', creation.payout.id],
        ['payout.confirmed', creation.payout.id],
      ],
    );
  });

  it('leaves nothing readable of whom it pays', async () => {
    const merchantId = await merchantWith(54_000);
    await create(command(merchantId));
    const [row] = await opened().store.all('select * from payouts where merchant_id = $1', [merchantId]);
    const written = Object.values(row ?? {}).map((value) =>
      Buffer.from(value instanceof Uint8Array ? value : String(value)),
    );
    for (const personal of Object.values(BENEFICIARY).filter((value) => value.length > 1)) {
      assert.equal(
        written.some((value) => value.includes(personal)),
        false,
        personal,
      );
    }
  });

  it('cannot take its fee in another asset', async () => {
    const merchantId = await merchantWith(54_000);
    const fee = amountOf(requireAsset('USD'), 1n);
    await assert.rejects(create(command(merchantId, { fee })), { code: 'different_assets' });
  });
});
