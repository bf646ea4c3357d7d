import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  BALANCES,
  CREATE,
  onEachEngine,
  READ,
  type TestEasylink,
  TRANSFER,
} from '../../../../../test/support/easylink.ts';
import { balancesOf, setFee } from '../../core/index.ts';
import { DOMESTIC_TRANSFER_FEE } from './fees.ts';
import { RUPIAH } from './money.ts';

const DUPLICATE = 30_020_000;
const UNKNOWN = 30_020_001;
const INSUFFICIENT = 40_000_000;
const SEEDED_MINOR = 1_000_000_000_00n;

async function rupiahOf({ core }: TestEasylink, merchantId: string) {
  const [rupiah] = await balancesOf(core.reader, merchantId);
  return { available: rupiah?.available.minor, held: rupiah?.held.minor };
}

onEachEngine('a domestic transfer', (opened) => {
  it('is answered with its number, state and costs', async () => {
    const { call, merchant } = opened();
    const { data, code } = await call({ path: CREATE, body: TRANSFER });
    assert.equal(code, 0);
    const { disbursement_id, ...rest } = data ?? {};
    assert.match(String(disbursement_id), /^20260101\d{16}$/u);
    assert.deepEqual(rest, {
      merchant_id: merchant.id,
      reference: TRANSFER.reference,
      fee: '3500.000000000000000000',
      amount: '50000.000000000000000000',
      total_amount: '53500.000000000000000000',
      account_holder_name: 'Budi Santoso',
      account_number: '8730700000000001',
      state: 1,
      bank_id: '2',
    });
  });

  it('is read back by its reference, with a state that is a text', async () => {
    const { call, merchant } = opened();
    const created = await call({ path: CREATE, body: { ...TRANSFER, reference: 'read' } });
    const { code, data } = await call({ path: READ, body: { reference: 'read' } });
    assert.equal(code, 0);
    assert.deepEqual(data, {
      disbursement_id: created.data?.disbursement_id,
      merchant_id: merchant.id,
      reference: 'read',
      remittance_type: 'domestic',
      source_country: 'IDN',
      source_currency: 'IDR',
      destination_country: 'IDN',
      destination_currency: 'IDR',
      source_amount: '50000.000000000000000000',
      destination_amount: '50000.000000000000000000',
      fee: '3500.000000000000000000',
      created_at: '2026-01-01T07:00:00+07:00',
      reason: '',
      state: '1',
    });
  });

  it('is dated as in Jakarta', async () => {
    const { call, environment, newMerchant } = opened();
    const evening = 17 * 3_600_000;
    environment.advance(evening);
    const merchant = await newMerchant();
    const { data } = await call({ path: CREATE, body: TRANSFER, merchant });
    environment.advance(-evening);
    assert.match(String(data?.disbursement_id), /^20260102/u);
  });

  it('holds its amount and its fee', async () => {
    const { call, newMerchant } = opened();
    const merchant = await newMerchant();
    await call({ path: CREATE, body: TRANSFER, merchant });
    assert.deepEqual(await rupiahOf(opened(), merchant.id), {
      available: SEEDED_MINOR - 53_500_00n,
      held: 53_500_00n,
    });
    const { data } = await call({ path: BALANCES, merchant });
    assert.deepEqual(data, { balance: '999946500.000000000000000000' });
  });

  it('is written to the outbox together with what it holds', async () => {
    const { call, core, newMerchant } = opened();
    const merchant = await newMerchant();
    await call({ path: CREATE, body: TRANSFER, merchant });
    await call({ path: CREATE, body: TRANSFER, merchant });
    const rows = await core.reader.all('select dialect, kind from outbox where merchant_id = $1', [
      merchant.id,
    ]);
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      ['payout.created', 'payout.confirmed'].map((kind) => ({ dialect: 'easylink', kind })),
    );
  });

  it('keeps nothing of its beneficiary that can be read without the master key', async () => {
    const { call, core, newMerchant } = opened();
    const merchant = await newMerchant();
    await call({ path: CREATE, body: TRANSFER, merchant });
    const kept = await core.reader.get('select * from payouts where merchant_id = $1', [merchant.id]);
    const text = Object.values(kept ?? {})
      .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value)))
      .join('\n');
    for (const personal of [TRANSFER.account_holder_name, TRANSFER.account_number, TRANSFER.description]) {
      assert.ok(!text.includes(personal), personal);
    }
    assert.ok(text.includes(TRANSFER.reference));
  });

  describe('under a reference that is taken', () => {
    it('is refused, whatever else is in it, and holds nothing', async () => {
      const { call, newMerchant } = opened();
      const merchant = await newMerchant();
      const first = await call({ path: CREATE, body: TRANSFER, merchant });
      const held = await rupiahOf(opened(), merchant.id);
      for (const amount of [TRANSFER.amount, '60000']) {
        const again = await call({ path: CREATE, body: { ...TRANSFER, amount }, merchant });
        assert.deepEqual([again.status, again.code, again.data], [200, DUPLICATE, null]);
        assert.match(again.message, /read it with POST \/transfer\/get-domestic-transfer/u);
      }
      assert.deepEqual(await rupiahOf(opened(), merchant.id), held);
      const read = await call({ path: READ, body: { reference: TRANSFER.reference }, merchant });
      assert.equal(read.data?.disbursement_id, first.data?.disbursement_id);
    });

    it('is created once, however many requests name it at once', async () => {
      const { call, newMerchant } = opened();
      const merchant = await newMerchant();
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => call({ path: CREATE, body: TRANSFER, merchant })),
      );
      const codes = answers.map(({ code }) => code).sort((a, b) => a - b);
      assert.deepEqual(codes, [0, ...Array<number>(99).fill(DUPLICATE)]);
      assert.equal((await rupiahOf(opened(), merchant.id)).held, 53_500_00n);
    });

    it('of another merchant is its own', async () => {
      const { call, newMerchant } = opened();
      const [one, other] = [await newMerchant(), await newMerchant()];
      assert.equal((await call({ path: CREATE, body: TRANSFER, merchant: one })).code, 0);
      assert.equal((await call({ path: CREATE, body: TRANSFER, merchant: other })).code, 0);
    });
  });

  describe('that the balance does not cover', () => {
    it('is refused, and its reference stays free', async () => {
      const { call, newMerchant } = opened();
      const merchant = await newMerchant();
      const dear = { ...TRANSFER, amount: '999996500.01' };
      const refused = await call({ path: CREATE, body: dear, merchant });
      assert.deepEqual([refused.status, refused.code, refused.data], [200, INSUFFICIENT, null]);
      assert.deepEqual(await rupiahOf(opened(), merchant.id), { available: SEEDED_MINOR, held: 0n });
      assert.equal((await call({ path: READ, body: { reference: dear.reference }, merchant })).code, UNKNOWN);
      const all = await call({ path: CREATE, body: { ...dear, amount: '999996500' }, merchant });
      assert.equal(all.code, 0);
      const { data } = await call({ path: BALANCES, merchant });
      assert.deepEqual(data, { balance: '0.000000000000000000' });
    });

    it('never makes it negative, however many come at once', async () => {
      const { call, newMerchant } = opened();
      const merchant = await newMerchant();
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          call({
            path: CREATE,
            body: { ...TRANSFER, reference: `T-${index}`, amount: '99996500' },
            merchant,
          }),
        ),
      );
      assert.equal(answers.filter(({ code }) => code === 0).length, 10);
      assert.equal(answers.filter(({ code }) => code === INSUFFICIENT).length, 10);
      assert.deepEqual(await rupiahOf(opened(), merchant.id), { available: 0n, held: SEEDED_MINOR });
    });
  });

  it('costs what the merchant’s schedule says', async () => {
    const { call, core, newMerchant } = opened();
    const merchant = await newMerchant();
    await core.perform((transaction) =>
      setFee(transaction, {
        merchantId: merchant.id,
        operation: DOMESTIC_TRANSFER_FEE,
        asset: RUPIAH,
        schedule: {},
      }),
    );
    const { data } = await call({ path: CREATE, body: TRANSFER, merchant });
    assert.deepEqual([data?.fee, data?.total_amount], ['0.000000000000000000', '50000.000000000000000000']);
  });

  it('of another merchant is as unknown as one that never was', async () => {
    const { call, newMerchant } = opened();
    const [one, other] = [await newMerchant(), await newMerchant()];
    await call({ path: CREATE, body: { ...TRANSFER, reference: 'theirs' }, merchant: one });
    const theirs = await call({ path: READ, body: { reference: 'theirs' }, merchant: other });
    const nobodys = await call({ path: READ, body: { reference: 'nobody' }, merchant: other });
    assert.deepEqual([theirs.status, theirs.code, theirs.data], [200, UNKNOWN, null]);
    assert.equal(theirs.text, nobodys.text.replace('nobody', 'theirs'));
  });

  it('is refused for its parameters in the documented code', async () => {
    const { call } = opened();
    const cases = [
      [{ ...TRANSFER, account_number: 'x' }, 10_500_003],
      [{ ...TRANSFER, amount: '49999' }, 30_020_005],
      [{ ...TRANSFER, bank_id: '999' }, 60_001_004],
      ['[]', 10_500_003],
    ] as const;
    for (const [body, code] of cases) {
      const answer = await call({ path: CREATE, body });
      assert.deepEqual([answer.status, answer.code, answer.data], [200, code, null]);
    }
  });
});
