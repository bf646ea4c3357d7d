import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { idr, onEachEngine, type TestLedger, usd } from '../../../../test/support/ledger.ts';
import { requireAsset } from '../money/index.ts';
import { allowNegative, balancesOf, statementOf } from './index.ts';
import type { StatementLine } from './statement.ts';

const USD = requireAsset('USD');

onEachEngine('a statement', (opened) => {
  /** The pages put together. */
  const linesOf = async (merchantId: string, query: Partial<Parameters<typeof statementOf>[1]>) => {
    const { store } = opened();
    const lines: StatementLine[] = [];
    let next: Awaited<ReturnType<typeof statementOf>>['next'];
    do {
      const asked = { merchantId, asset: USD, purpose: 'available', limit: 2, ...query } as const;
      const page = await statementOf(store, { ...asked, ...(next && { after: next }) });
      assert.ok(page.lines.length <= asked.limit);
      assert.ok(
        page.next === undefined || page.lines.length === asked.limit,
        'only a full page has a next one',
      );
      lines.push(...page.lines);
      next = page.next;
    } while (next !== undefined);
    return lines;
  };

  it('says what moved each balance, and what it was after', async () => {
    const { environment, newMerchant, move } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(500n), { from: 'rail', to: 'available' }, { reference: 'deposit' });
    await move(merchantId, idr(9n), { from: 'rail', to: 'available' });
    await move(merchantId, usd(200n), { from: 'available', to: 'held' }, { reference: 'payout' });
    const postedAt = environment.now();
    assert.deepEqual(await linesOf(merchantId, {}), [
      { postedAt, position: 1, kind: 'test', reference: 'deposit', amount: usd(500n), balance: usd(500n) },
      { postedAt, position: 3, kind: 'test', reference: 'payout', amount: usd(-200n), balance: usd(300n) },
    ]);
    assert.deepEqual(await linesOf(await newMerchant(), {}), []);
  });

  it('and balances as of a time agree with one that is added up by hand', async () => {
    const purposes = ['rail', 'available', 'held'] as const;
    const step = fc.record({
      waitMilliseconds: fc.nat(2),
      minor: fc.bigInt(1n, 20n),
      way: fc.constantFrom(
        ...purposes.flatMap((from) => purposes.filter((to) => to !== from).map((to) => ({ from, to }))),
      ),
    });
    const query = fc.record({
      from: fc.option(fc.nat(20), { nil: undefined }),
      until: fc.option(fc.nat(20), { nil: undefined }),
      limit: fc.integer({ min: 1, max: 5 }),
      newestFirst: fc.boolean(),
      asOf: fc.nat(20),
    });
    const specified = fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      query,
      async (steps, { asOf, ...asked }) => {
        const { environment, newMerchant, store } = opened();
        const merchantId = await newMerchant();
        const start = environment.now();
        const expected = await played(opened(), merchantId, steps);
        const { from = -1, until = 1_000, limit, newestFirst } = asked;
        const within = expected.filter((line) => line.at >= start + from && line.at < start + until);
        const lines = await linesOf(merchantId, {
          limit,
          newestFirst,
          ...(asked.from !== undefined && { from: start + from }),
          ...(asked.until !== undefined && { until: start + until }),
        });
        assert.deepEqual(
          lines.map(({ postedAt, amount, balance }) => ({
            at: postedAt,
            amount: amount.minor,
            balance: balance.minor,
          })),
          newestFirst ? within.toReversed() : within,
        );

        const [then] = await balancesOf(store, merchantId, { asOf: start + asOf });
        const last = expected.findLast(({ at }) => at <= start + asOf);
        assert.equal(then?.available.minor ?? 0n, last?.balance ?? 0n);
      },
    );
    await fc.assert(specified, { numRuns: 15 });
  });

  it('has pages that do not shift when more is posted', async () => {
    const { environment, newMerchant, move, store } = opened();
    const merchantId = await newMerchant();
    const credit = () => move(merchantId, usd(1n), { from: 'rail', to: 'available' });
    for (const _ of [1, 2, 3]) await credit();
    const asked = { merchantId, asset: USD, purpose: 'available', limit: 2, newestFirst: true } as const;
    const first = await statementOf(store, asked);
    environment.advance(1);
    await credit();
    const second = await statementOf(store, { ...asked, ...(first.next && { after: first.next }) });
    assert.deepEqual(
      [...first.lines, ...second.lines].map(({ position }) => position),
      [3, 2, 1],
    );
  });
});

/** Moves, and the lines that the available account should have: added up here, not in the ledger. */
async function played(
  { environment, move }: TestLedger,
  merchantId: string,
  steps: readonly {
    readonly waitMilliseconds: number;
    readonly minor: bigint;
    readonly way: Parameters<TestLedger['move']>[2];
  }[],
) {
  const lines: { readonly at: number; readonly amount: bigint; readonly balance: bigint }[] = [];
  const balances: Record<string, bigint> = { available: 0n, held: 0n, rail: 0n };
  for (const { waitMilliseconds, minor, way } of steps) {
    environment.advance(waitMilliseconds);
    const { outcome } = await move(merchantId, usd(minor), way);
    const isCovered = way.from === 'rail' || (balances[way.from] ?? 0n) >= minor;
    assert.equal(outcome, isCovered ? 'posted' : 'insufficient');
    if (!isCovered) continue;
    balances[way.from] = (balances[way.from] ?? 0n) - minor;
    balances[way.to] = (balances[way.to] ?? 0n) + minor;
    const amount = way.to === 'available' ? minor : -minor;
    const isLine = way.to === 'available' || way.from === 'available';
    if (isLine) lines.push({ at: environment.now(), amount, balance: balances.available ?? 0n });
  }
  return lines;
}

onEachEngine('balances', (opened) => {
  it('are by asset: available, held and pending', async () => {
    const { newMerchant, move, store } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(5n), { from: 'rail', to: 'available' });
    await move(merchantId, usd(2n), { from: 'available', to: 'held' });
    await move(merchantId, idr(7n), { from: 'rail', to: 'pending' }, { phase: 'pending' });
    assert.deepEqual(await balancesOf(store, merchantId), [
      { asset: requireAsset('IDR'), available: idr(0n), held: idr(0n), pending: idr(7n) },
      { asset: USD, available: usd(3n), held: usd(2n), pending: usd(0n) },
    ]);
  });

  it('as of a time include what was posted in that very millisecond, and leave out assets of later', async () => {
    const { environment, newMerchant, move, store } = opened();
    const merchantId = await newMerchant();
    const start = environment.now();
    await move(merchantId, usd(5n), { from: 'rail', to: 'available' });
    environment.advance(10);
    await move(merchantId, usd(1n), { from: 'rail', to: 'available' });
    await move(merchantId, idr(7n), { from: 'rail', to: 'available' });
    const then = async (asOf: number) =>
      (await balancesOf(store, merchantId, { asOf })).map(
        ({ asset, available }) => `${available.minor} ${asset.code}`,
      );
    assert.deepEqual(await then(start - 1), []);
    assert.deepEqual(await then(start), ['5 USD']);
    assert.deepEqual(await then(start + 9), ['5 USD']);
    assert.deepEqual(await then(start + 10), ['7 IDR', '6 USD']);
  });
});

onEachEngine('an account', (opened) => {
  const OUT = { from: 'available', to: 'held' } as const;

  it('may be allowed to fall below zero, and forbidden again once it is not', async () => {
    const { newMerchant, move, store, accounts } = opened();
    const merchantId = await newMerchant();
    const allow = (allowed: boolean) =>
      store.transaction((transaction) =>
        allowNegative(transaction, { merchantId, asset: 'USD', purpose: 'available' }, allowed),
      );
    assert.equal((await move(merchantId, usd(5n), OUT)).outcome, 'insufficient');
    assert.equal(await allow(true), true);
    assert.equal((await move(merchantId, usd(5n), OUT)).outcome, 'posted');
    assert.equal((await accounts(merchantId))['USD available'], -5n);
    assert.equal(await allow(false), false, 'it is below zero');
    await move(merchantId, usd(5n), { from: 'held', to: 'available' });
    assert.equal(await allow(false), true);
    assert.equal((await move(merchantId, usd(5n), OUT)).outcome, 'insufficient');
  });

  it('of the rail may be forbidden to fall below zero', async () => {
    const { newMerchant, move, store } = opened();
    const merchantId = await newMerchant();
    const rail = { merchantId, asset: 'USD', purpose: 'rail' } as const;
    await store.transaction((transaction) => allowNegative(transaction, rail, false));
    assert.deepEqual(await move(merchantId, usd(5n), { from: 'rail', to: 'available' }), {
      outcome: 'insufficient',
      asset: 'USD',
      purpose: 'rail',
    });
  });
});
