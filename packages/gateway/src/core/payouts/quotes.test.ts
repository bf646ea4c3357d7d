import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { BENEFICIARY, DESTINATION, idr, usd } from '../../../../../test/support/sendings.ts';
import { type Amount, type Asset, requireAsset } from '../../money/index.ts';
import type { Core } from '../core.ts';
import { setFee } from '../fees/fees.ts';
import { putRate } from '../rates/rates.ts';
import { topUp } from '../top-ups.ts';
import { cancelPayout } from './change.ts';
import { createQuotedPayout, type QuotedPayoutCommand } from './create.ts';
import { findQuote, type Quote, quotePayout } from './quotes.ts';

const USD = requireAsset('USD');
const IDR = requireAsset('IDR');
const VALIDITY_MILLISECONDS = 180_000;

type Sides =
  | { readonly amount: Amount; readonly sourceAsset: Asset }
  | { readonly source: Amount; readonly asset: Asset };

onEachEngine('a quote', (opened) => {
  let numbers = 0;
  /** A merchant with 10.00 USD that pays 1 % and 5 cents; 15,000.01 IDR for one USD. */
  const setUp = async () => {
    const { core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    const schedule = { fixed: 5n, proportionMillionths: 10_000n };
    const rate = { base: USD, quote: IDR, rate: '15000.01', source: 'test', at: environment.now() };
    await core.perform(async (transaction) => {
      await topUp(transaction, core, { merchantId, amount: usd(1000n), reference: 'first' });
      await setFee(transaction, { merchantId, operation: 'payout', asset: USD, schedule });
      await putRate(transaction, rate);
    });
    return { core, merchantId };
  };
  const quoting = (core: Core, merchantId: string, sides: Sides) => {
    numbers += 1;
    const of = { merchantId, dialect: 'easylink', number: `quote-${numbers}`, operation: 'payout' };
    const command = { ...of, validityMilliseconds: VALIDITY_MILLISECONDS, ...sides };
    return core.perform((transaction) => quotePayout(transaction, core, command));
  };
  const quoted = async (core: Core, merchantId: string, sides: Sides) => {
    const answer = await quoting(core, merchantId, sides);
    assert.equal(answer.outcome, 'quoted');
    return answer.quote;
  };
  const using = (core: Core, { merchantId, number }: Quote, more: Partial<QuotedPayoutCommand> = {}) => {
    numbers += 1;
    const command = {
      merchantId,
      dialect: 'easylink',
      number: `number-${numbers}`,
      reference: `reference-${numbers}`,
      beneficiary: BENEFICIARY,
      destination: DESTINATION,
      quoteNumber: number,
      ...more,
    };
    return core.perform((transaction) => createQuotedPayout(transaction, core, command));
  };

  it('of what shall arrive says what leaves, rounded up, with the fee on it', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: idr(1_500_001n), sourceAsset: USD });
    // 15,000.01 IDR are one dollar to the cent.
    assert.deepEqual([quote.source, quote.fee, quote.rate], [usd(100n), usd(6n), '15000.01']);
    const dearer = await quoted(core, merchantId, { amount: idr(1_500_002n), sourceAsset: USD });
    assert.deepEqual([dearer.source, dearer.amount, dearer.fee], [usd(101n), idr(1_500_002n), usd(7n)]);
    const { number } = dearer;
    assert.deepEqual(await findQuote(core.reader, { merchantId, dialect: 'easylink', number }), dearer);
  });

  it('of what shall leave says what arrives, rounded down', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { source: usd(33n), asset: IDR });
    // 0.33 × 15,000.01 = 4,950.0033
    assert.deepEqual([quote.source, quote.amount], [usd(33n), idr(495_000n)]);
  });

  it('within one asset needs no rate', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: usd(200n), sourceAsset: USD });
    assert.deepEqual(
      [quote.source, quote.amount, quote.fee, quote.rate],
      [usd(200n), usd(200n), usd(7n), undefined],
    );
  });

  it('is refused without a rate, and through a stale one', async () => {
    const { core, merchantId } = await setUp();
    const eur = requireAsset('EUR');
    const unknown = await quoting(core, merchantId, { source: usd(100n), asset: eur });
    assert.deepEqual(unknown, { outcome: 'unpriced', reason: 'unknown' });
    const at = opened().environment.now();
    const stale = { base: USD, quote: eur, rate: '0.9', source: 'test', at, expiresAt: at + 1 };
    await core.perform((transaction) => putRate(transaction, stale));
    assert.equal((await quoting(core, merchantId, { source: usd(100n), asset: eur })).outcome, 'quoted');
    opened().environment.advance(1);
    const refused = await quoting(core, merchantId, { source: usd(100n), asset: eur });
    assert.deepEqual(refused, { outcome: 'unpriced', reason: 'stale' });
  });

  it('of nothing, or worth nothing, is refused', async () => {
    const { core, merchantId } = await setUp();
    const cases = [
      { amount: usd(0n), sourceAsset: USD },
      { source: idr(1n), asset: USD },
    ];
    for (const sides of cases) {
      const refused = await quoting(core, merchantId, sides);
      assert.equal(refused.outcome === 'amount_refused' && refused.problem.problem, 'not_positive');
    }
  });

  it('is kept to when it is used, whatever the rate and the fee by then', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: idr(1_500_001n), sourceAsset: USD });
    const at = opened().environment.now();
    await core.perform(async (transaction) => {
      await putRate(transaction, { base: USD, quote: IDR, rate: '1', source: 'test', at });
      await setFee(transaction, { merchantId, operation: 'payout', asset: USD, schedule: { fixed: 900n } });
    });
    const creation = await using(core, quote);
    assert.equal(creation.outcome, 'created');
    const { source, amount, fee, rate } = creation.payout;
    assert.deepEqual(
      { source, amount, fee, rate },
      { source: usd(100n), amount: idr(1_500_001n), fee: usd(6n), rate: '15000.01' },
    );
    const found = await findQuote(core.reader, quote);
    assert.equal(found?.payoutId, creation.payout.id);
  });

  it('is used once, and a repeat of its payout gets that', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: usd(100n), sourceAsset: USD });
    const creation = await using(core, quote, { reference: 'same' });
    assert.equal(creation.outcome, 'created');
    await core.perform((transaction) => cancelPayout(transaction, core, creation.payout));
    assert.deepEqual(await using(core, quote), { outcome: 'quote_refused', reason: 'used' });
    opened().environment.advance(VALIDITY_MILLISECONDS);
    const again = await using(core, quote, { reference: 'same' });
    assert.equal(again.outcome, 'repeated');
    const other = await using(core, quote, { reference: 'same', kind: 'settlement' });
    assert.equal(other.outcome, 'conflict');
  });

  it('is used once, of many at once, in however many processes', async () => {
    const { core, merchantId } = await setUp();
    const { elsewhere = core } = opened();
    const quote = await quoted(core, merchantId, { amount: usd(10n), sourceAsset: USD });
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, copy) => using(copy % 2 === 0 ? core : elsewhere, quote)),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'created').length, 1);
    const used = outcomes.filter((each) => each.outcome === 'quote_refused' && each.reason === 'used');
    assert.equal(used.length, 9);
  });

  it('is refused from the millisecond on at which it ends, of another merchant, and where there is none', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: usd(100n), sourceAsset: USD });
    const stranger = await opened().newMerchant();
    const unknown = { outcome: 'quote_refused', reason: 'unknown' };
    assert.deepEqual(await using(core, { ...quote, merchantId: stranger }), unknown);
    assert.deepEqual(await using(core, { ...quote, number: 'none' }), unknown);
    opened().environment.advance(VALIDITY_MILLISECONDS);
    assert.deepEqual(await using(core, quote), { outcome: 'quote_refused', reason: 'expired' });
  });

  it('stays unused where the balance does not cover it', async () => {
    const { core, merchantId } = await setUp();
    const quote = await quoted(core, merchantId, { amount: usd(1000n), sourceAsset: USD });
    assert.deepEqual(await using(core, quote), { outcome: 'insufficient' });
    const more = { merchantId, amount: usd(15n), reference: 'second' };
    await core.perform((transaction) => topUp(transaction, core, more));
    assert.equal((await using(core, quote)).outcome, 'created');
  });
});
