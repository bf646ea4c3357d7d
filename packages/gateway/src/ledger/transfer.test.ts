import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { idr, onEachEngine, usd } from '../../../../test/support/ledger.ts';
import { exchangePostings, LedgerError, movement } from './index.ts';

const IN = { from: 'rail', to: 'available' } as const;
const HOLD = { from: 'available', to: 'held' } as const;

onEachEngine('a transfer', (opened) => {
  it('moves money between accounts, opening them', async () => {
    const { newMerchant, move, accounts } = opened();
    const merchantId = await newMerchant();
    assert.deepEqual(await move(merchantId, usd(500n), IN), { outcome: 'posted' });
    await move(merchantId, usd(200n), HOLD);
    assert.deepEqual(await accounts(merchantId), {
      'USD available': 300n,
      'USD held': 200n,
      'USD rail': -500n,
    });
  });

  it('can move several assets at once, and take part of it as a fee', async () => {
    const { newMerchant, post, accounts } = opened();
    const merchantId = await newMerchant();
    await post(merchantId, [
      { purpose: 'rail', amount: usd(-500n) },
      { purpose: 'available', amount: usd(490n) },
      { purpose: 'fees', amount: usd(10n) },
      ...movement(idr(7n), { from: 'rail', to: 'held' }),
    ]);
    assert.deepEqual(await accounts(merchantId), {
      'IDR held': 7n,
      'IDR rail': -7n,
      'USD available': 490n,
      'USD fees': 10n,
      'USD rail': -500n,
    });
  });

  it('turns one asset into another, through the exchange account, which may owe either', async () => {
    const { newMerchant, move, post, accounts } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(500n), IN);
    const exchange = exchangePostings({ from: usd(400n), to: idr(6_000_000n) });
    assert.deepEqual(await post(merchantId, exchange), { outcome: 'posted' });
    assert.deepEqual(await accounts(merchantId), {
      'IDR available': 6_000_000n,
      'IDR exchange': -6_000_000n,
      'USD available': 100n,
      'USD exchange': 400n,
      'USD rail': -500n,
    });
  });

  it('that would bring an account past 64 bits changes nothing, and opens none', async () => {
    const { newMerchant, move, post, accounts } = opened();
    const merchantId = await newMerchant();
    const most = 2n ** 63n - 1n;
    assert.deepEqual(await move(merchantId, usd(most), IN), { outcome: 'posted' });
    const full = { outcome: 'too_large', asset: 'USD' };
    assert.deepEqual(await move(merchantId, usd(1n), IN), { ...full, purpose: 'available' });
    assert.deepEqual(await move(merchantId, usd(most), IN), { ...full, purpose: 'available' });
    await move(merchantId, usd(most), HOLD);
    assert.deepEqual(await move(merchantId, usd(1n), { from: 'rail', to: 'pending' }), {
      ...full,
      purpose: 'rail',
    });
    const sum = [most, 1n].flatMap((minor) => movement(usd(minor), IN));
    assert.deepEqual(await post(await newMerchant(), sum), { ...full, purpose: 'available' });
    assert.deepEqual(await accounts(merchantId), {
      'USD available': 0n,
      'USD held': most,
      'USD rail': -most,
    });
  });

  it('that an account cannot bear changes nothing, and opens none', async () => {
    const { newMerchant, move, post, accounts } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(100n), IN);
    await move(merchantId, idr(100n), IN);
    const before = await accounts(merchantId);
    const refused = await post(merchantId, [...movement(idr(100n), HOLD), ...movement(usd(101n), HOLD)]);
    assert.deepEqual(refused, { outcome: 'insufficient', asset: 'USD', purpose: 'available' });
    const unknown = await move(merchantId, usd(1n), { from: 'pending', to: 'held' });
    assert.deepEqual(unknown, { outcome: 'insufficient', asset: 'USD', purpose: 'pending' });
    assert.deepEqual(await accounts(merchantId), before);
  });

  it('of the same reference is posted once, and again by another merchant', async () => {
    const { newMerchant, move, accounts } = opened();
    const merchantId = await newMerchant();
    const deposit = { reference: 'deposit 1' };
    await move(merchantId, usd(5n), IN, deposit);
    assert.deepEqual(await move(merchantId, usd(5n), IN, deposit), { outcome: 'duplicate' });
    assert.deepEqual(
      await move(merchantId, usd(9n), HOLD, deposit),
      { outcome: 'duplicate' },
      'even if it would not be covered any more',
    );
    assert.deepEqual(await accounts(merchantId), { 'USD available': 5n, 'USD rail': -5n });
    assert.deepEqual(await move(await newMerchant(), usd(5n), IN, deposit), { outcome: 'posted' });
  });

  it('of the same reference is posted once, of many at once, in however many processes', async () => {
    const { store, elsewhere = store, newMerchant, move, accounts } = opened();
    const merchantId = await newMerchant();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, copy) =>
        move(merchantId, usd(5n), IN, { reference: 'deposit', store: copy % 2 === 0 ? store : elsewhere }),
      ),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'posted').length, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'duplicate').length, 19);
    assert.deepEqual(await accounts(merchantId), { 'USD available': 5n, 'USD rail': -5n });
  });

  it('takes the last cent once, of two at once, in one process or two', async () => {
    const { store, elsewhere = store, newMerchant, move, accounts } = opened();
    for (const second of [store, elsewhere]) {
      const merchantId = await newMerchant();
      await move(merchantId, usd(1n), IN);
      const outcomes = await Promise.all(
        [store, second].map((each) => move(merchantId, usd(1n), HOLD, { store: each })),
      );
      assert.deepEqual(outcomes.map(({ outcome }) => outcome).toSorted(), ['insufficient', 'posted']);
      assert.deepEqual(await accounts(merchantId), { 'USD available': 0n, 'USD held': 1n, 'USD rail': -1n });
    }
  });

  it('that does not balance is refused before anything is written', async () => {
    const { newMerchant, post, accounts } = opened();
    const merchantId = await newMerchant();
    const postings = [
      { purpose: 'rail', amount: usd(-5n) },
      { purpose: 'available', amount: usd(6n) },
    ] as const;
    await assert.rejects(post(merchantId, postings), LedgerError);
    assert.deepEqual(await accounts(merchantId), {});
  });

  it('is as late as the one before it, even by a clock that is behind', async () => {
    const { environment, newMerchant, move, store } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(5n), IN);
    environment.advance(-1_000);
    await move(merchantId, usd(5n), IN);
    environment.advance(1_000);
    const times = await store.all('select posted_at from transfers where merchant_id = $1', [merchantId]);
    assert.deepEqual(
      times.map((row) => row.posted_at),
      [BigInt(environment.now()), BigInt(environment.now())],
    );
  });

  it('never takes an account below zero, and always sums to zero, whatever is tried', async () => {
    const { newMerchant, move, accounts, store } = opened();
    const purposes = fc.uniqueArray(
      fc.constantFrom('available', 'held', 'fees', 'pending', 'rail' as const),
      {
        minLength: 2,
        maxLength: 2,
      },
    );
    const step = fc.record({ minor: fc.bigInt(1n, 20n), purposes });
    const specified = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const merchantId = await newMerchant();
      for (const {
        minor,
        purposes: [from = 'rail', to = 'held'],
      } of steps) {
        await move(merchantId, usd(minor), { from, to });
      }
      const balances = await accounts(merchantId);
      assert.equal(
        Object.values(balances).reduce((sum, balance) => sum + balance, 0n),
        0n,
      );
      for (const [account, balance] of Object.entries(balances)) {
        assert.ok(balance >= 0n || account === 'USD rail', `${account} ${balance}`);
        const sum = `select coalesce(sum(amount_minor), 0) as total from postings
          where merchant_id = $1 and asset || ' ' || purpose = $2`;
        const row = await store.get(sum, [merchantId, account]);
        assert.equal(BigInt(String(row?.total)), balance, `${account} is the sum of its postings`);
      }
    });
    await fc.assert(specified, { numRuns: 10 });
  });
});
