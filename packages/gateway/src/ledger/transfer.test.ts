import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { onEachEngine } from '../../../../test/support/core.ts';
import { amountOf, requireAsset } from '../money/index.ts';
import { selectAccounts, selectPostings } from '../store/queries/ledger.ts';
import { balancesOf } from './balances.ts';
import { LedgerError, movement, type Posting } from './postings.ts';
import { postTransfer } from './transfer.ts';

const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);
const idr = (minor: bigint) => amountOf(requireAsset('IDR'), minor);

onEachEngine('a transfer', (opened) => {
  let references = 0;
  const post = (merchantId: string, postings: readonly Posting[], reference?: string) => {
    const { core, environment } = opened();
    references += 1;
    const id = core.newId();
    const command = { merchantId, id, kind: 'test', reference: reference ?? `${references}`, postings };
    return core.perform((transaction) => postTransfer(transaction, command, environment.now()));
  };
  const credit = (merchantId: string, amount: Posting['amount'], reference?: string) =>
    post(merchantId, movement(amount, { from: 'rail', to: 'available' }), reference);
  const accounts = async (merchantId: string) => {
    const rows = await selectAccounts(opened().core.reader, merchantId);
    return Object.fromEntries(rows.map(({ asset, purpose, balance }) => [`${asset} ${purpose}`, balance]));
  };

  it('moves money between accounts, opening them', async () => {
    const merchantId = await opened().newMerchant();
    assert.deepEqual(await credit(merchantId, usd(500n)), { outcome: 'posted' });
    await post(merchantId, movement(usd(200n), { from: 'available', to: 'held' }));
    assert.deepEqual(await accounts(merchantId), {
      'USD available': 300n,
      'USD held': 200n,
      'USD rail': -500n,
    });
    assert.deepEqual(await balancesOf(opened().core.reader, merchantId), [
      { asset: requireAsset('USD'), available: usd(300n), held: usd(200n) },
    ]);
  });

  it('can move several assets at once, and take part of it as a fee', async () => {
    const merchantId = await opened().newMerchant();
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

  it('that an account cannot bear changes nothing', async () => {
    const merchantId = await opened().newMerchant();
    await credit(merchantId, usd(100n));
    await credit(merchantId, idr(100n));
    const before = await accounts(merchantId);
    const refused = await post(merchantId, [
      ...movement(idr(100n), { from: 'available', to: 'held' }),
      ...movement(usd(101n), { from: 'available', to: 'held' }),
    ]);
    assert.deepEqual(refused, { outcome: 'insufficient', asset: 'USD', purpose: 'available' });
    const { 'IDR held': heldIdr, ...after } = await accounts(merchantId);
    assert.deepEqual(after, before);
    assert.equal(heldIdr ?? 0n, 0n);
  });

  it('of the same reference is posted once', async () => {
    const merchantId = await opened().newMerchant();
    await credit(merchantId, usd(5n), 'deposit 1');
    const again = await credit(merchantId, usd(5n), 'deposit 1');
    assert.equal(again.outcome, 'duplicate');
    assert.deepEqual(await accounts(merchantId), { 'USD available': 5n, 'USD rail': -5n });
    assert.deepEqual(await credit(await opened().newMerchant(), usd(5n), 'deposit 1'), { outcome: 'posted' });
  });

  it('of the same reference is posted once, of many at once, in however many processes', async () => {
    const { core, elsewhere = core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    await credit(merchantId, usd(1n));
    const postings = movement(usd(5n), { from: 'rail', to: 'available' });
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, copy) => {
        const each = copy % 2 === 0 ? core : elsewhere;
        const command = { merchantId, id: each.newId(), kind: 'test', reference: 'deposit', postings };
        return each.perform((transaction) => postTransfer(transaction, command, environment.now()));
      }),
    );
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'posted').length, 1);
    assert.equal(outcomes.filter(({ outcome }) => outcome === 'duplicate').length, 19);
    assert.deepEqual(await accounts(merchantId), { 'USD available': 6n, 'USD rail': -6n });
  });

  it('that does not balance is refused before anything is written', async () => {
    const merchantId = await opened().newMerchant();
    const postings: Posting[] = [
      { purpose: 'rail', amount: usd(-5n) },
      { purpose: 'available', amount: usd(6n) },
    ];
    await assert.rejects(post(merchantId, postings), LedgerError);
    assert.deepEqual(await accounts(merchantId), {});
  });

  it('never takes an account below zero, and always sums to zero, whatever is tried', async () => {
    const purposes = fc.constantFrom('available', 'held', 'fees', 'rail' as const);
    const step = fc.record({ minor: fc.bigInt(1n, 20n), from: purposes, to: purposes });
    const specified = fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const merchantId = await opened().newMerchant();
      for (const { minor, from, to } of steps) await post(merchantId, movement(usd(minor), { from, to }));
      const balances = await accounts(merchantId);
      assert.equal(
        Object.values(balances).reduce((sum, balance) => sum + balance, 0n),
        0n,
      );
      for (const [account, balance] of Object.entries(balances)) {
        assert.ok(balance >= 0n || account === 'USD rail', `${account} ${balance}`);
        const sum = `select coalesce(sum(amount_minor), 0) as total from postings
          where merchant_id = $1 and asset || ' ' || purpose = $2`;
        const row = await opened().store.get(sum, [merchantId, account]);
        assert.equal(BigInt(String(row?.total)), balance, `${account} is the sum of its postings`);
      }
    });
    await fc.assert(specified, { numRuns: 10 });
  });
});

onEachEngine('the books', (opened) => {
  const written = async () => {
    const { core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    const id = core.newId();
    const postings = movement(usd(5n), { from: 'rail', to: 'available' });
    const command = { merchantId, id, kind: 'test', reference: 'r', postings };
    await core.perform((transaction) => postTransfer(transaction, command, environment.now()));
    return { merchantId, id };
  };
  const byHand = (sql: string, values: readonly (string | number)[] = []) =>
    opened().store.transaction((transaction) => transaction.run(sql, values));

  for (const table of ['transfers', 'postings']) {
    it(`never change or lose their ${table}`, async () => {
      const { merchantId, id } = await written();
      await assert.rejects(
        byHand(`update ${table} set merchant_id = 'x' where merchant_id = $1`, [merchantId]),
      );
      await assert.rejects(byHand(`delete from ${table} where merchant_id = $1`, [merchantId]));
      assert.equal((await selectPostings(opened().core.reader, { merchantId, id })).length, 2);
    });
  }

  const insertPosting = `insert into postings (merchant_id, transfer_id, line, asset, purpose, amount_minor)
    values ($1, $2, $3, 'USD', 'available', $4)`;
  const insertTransfer = `insert into transfers (merchant_id, id, kind, reference, created_at)
    values ($1, $2, 'test', $2, 0)`;

  it('take no posting into a transfer that is written', async () => {
    const { merchantId, id } = await written();
    await assert.rejects(byHand(insertPosting, [merchantId, id, 2, 1]));
  });

  it('take no transfer without postings, of one, or that does not balance', async () => {
    const { store, newMerchant } = opened();
    const merchantId = await newMerchant();
    for (const amounts of [[], [5], [5, -4], [5, -5, 1]]) {
      const work = store.transaction(async (transaction) => {
        for (const [line, amount] of amounts.entries()) {
          await transaction.run(insertPosting, [merchantId, 't', line, amount]);
        }
        await transaction.run(insertTransfer, [merchantId, 't']);
      });
      await assert.rejects(work, `${amounts}`);
    }
  });

  it('take no posting without its transfer', async () => {
    await assert.rejects(byHand(insertPosting, [await opened().newMerchant(), 'none', 0, 5]));
  });

  it('take no balance that 64 bits cannot hold, and lose none by it', async () => {
    const { core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    const credit = (minor: bigint, reference: string) => {
      const postings = movement(usd(minor), { from: 'rail', to: 'available' });
      const command = { merchantId, id: core.newId(), kind: 'test', reference, postings };
      return core.perform((transaction) => postTransfer(transaction, command, environment.now()));
    };
    await credit(2n ** 63n - 1n, 'all there is');
    await assert.rejects(credit(1n, 'more'));
    const [balance] = await balancesOf(core.reader, merchantId);
    assert.equal(balance?.available.minor, 2n ** 63n - 1n);
  });

  it('take no account below zero that must not be', async () => {
    const { merchantId } = await written();
    const overdraw =
      "update accounts set balance_minor = -1 where merchant_id = $1 and purpose = 'available'";
    await assert.rejects(byHand(overdraw, [merchantId]));
  });
});
