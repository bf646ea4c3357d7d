import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Operated, onEachEngine } from '../../../../test/support/operated.ts';
import { idr, usd } from '../../../../test/support/sendings.ts';
import { topUp } from '../core/index.ts';
import type { Amount } from '../money/index.ts';

onEachEngine('the ledger, as the operator reads it', (opened) => {
  const toppedUp = async ({ core, newMerchant }: Operated, ...amounts: readonly Amount[]) => {
    const merchantId = await newMerchant();
    await core.perform(async (transaction) => {
      for (const [index, amount] of amounts.entries())
        await topUp(transaction, core, { merchantId, amount, reference: `first, second ${index}` });
    });
    return merchantId;
  };

  it('shows balances, now and as they were', async () => {
    const { call, core, environment } = opened();
    const merchantId = await toppedUp(opened(), idr(1_000n), usd(5n));
    const before = environment.now();
    environment.advance(1_000);
    await core.perform((transaction) =>
      topUp(transaction, core, { merchantId, amount: usd(7n), reference: 'later' }),
    );
    const at = async (query: string) =>
      (await call('GET', `/ledger/balances?merchantId=${merchantId}${query}`)).body;
    assert.deepEqual(await at(''), {
      merchantId,
      at: environment.now(),
      balances: [
        { asset: 'IDR', available: '10.00', held: '0.00', pending: '0.00' },
        { asset: 'USD', available: '0.12', held: '0.00', pending: '0.00' },
      ],
    });
    const then = await at(`&asOf=${before}`);
    assert.deepEqual([then.at, then.balances[1].available], [before, '0.05']);
    assert.deepEqual((await at(`&asOf=${before - 1}`)).balances, []);
  });

  it('shows a statement, page by page', async () => {
    const { call } = opened();
    const merchantId = await toppedUp(opened(), usd(1n), idr(7n), usd(2n));
    const path = `/ledger/statement?merchantId=${merchantId}&asset=USD`;
    const { lines, next } = (await call('GET', path)).body;
    assert.equal(next, undefined);
    assert.deepEqual(
      lines.map(({ position, kind, reference, amount, balance }: Record<string, unknown>) => [
        position,
        kind,
        reference,
        amount,
        balance,
      ]),
      [
        [1, 'top-up', 'first, second 0', '0.01', '0.01'],
        [3, 'top-up', 'first, second 2', '0.02', '0.03'],
      ],
    );
    const [first, second] = lines;
    const after = await call('GET', `${path}&after=${first.postedAt}/1`);
    assert.deepEqual(after.body.lines, [second]);
    assert.equal((await call('GET', `${path}&account=rail`)).body.lines[1].balance, '-0.03');
    assert.deepEqual((await call('GET', `${path}&until=${first.postedAt}`)).body.lines, []);
    assert.equal((await call('GET', `${path}&from=${first.postedAt}`)).body.lines.length, 2);
  });

  it('is verified, and what was changed shows where', async () => {
    const { call, store } = opened();
    const merchantId = await toppedUp(opened(), usd(1n), usd(2n));
    const verified = (await call('POST', '/ledger/verifications', { merchantId })).body;
    assert.deepEqual([verified.state, verified.transfers, verified.problems], ['done', 2, []]);
    const { transfers, head } = verified;
    const kept = { transfers, head };
    assert.deepEqual((await call('POST', '/ledger/verifications', { merchantId, kept })).body.problems, []);
    const other = { transfers: 1, head };
    const [problem] = (await call('POST', '/ledger/verifications', { merchantId, kept: other })).body
      .problems;
    assert.deepEqual([problem.position, problem.code], [1, 'head']);
    assert.deepEqual((await call('GET', `/ledger/verifications/${verified.id}`)).body, verified);
    await store.transaction((transaction) =>
      transaction.run('update accounts set balance_minor = balance_minor + 1 where merchant_id = $1', [
        merchantId,
      ]),
    );
    const wrong = (await call('POST', '/ledger/verifications', { merchantId })).body;
    assert.ok(wrong.problems.length > 0);
    assert.match(wrong.problems[0].message, /holds 4 minor units, and its postings come to 3/u);
  });

  describe('refuses', () => {
    const CASES: readonly (readonly [status: number, method: string, route: string, words: RegExp])[] = [
      [404, 'GET', '/ledger/balances?merchantId=nobody', /^There is no merchant nobody\.$/u],
      [404, 'GET', '/ledger/balances', /^Say whose: there is not exactly one merchant/u],
      [400, 'GET', '/ledger/balances?asOf=yesterday', /^asOf is not valid: a time in Unix milliseconds/u],
      [400, 'GET', '/ledger/balances?merchant=x', /^merchant is not known here\.$/u],
      [400, 'GET', '/ledger/statement?merchantId=x', /^asset is required/u],
      [
        400,
        'GET',
        '/ledger/statement?asset=USD&account=mine',
        /^account is not valid: one of available, held/u,
      ],
      [404, 'GET', '/ledger/verifications/none', /^There is no verification none/u],
    ];
    for (const [status, method, route, words] of CASES) {
      it(`${method} ${route}`, async () => {
        await opened().newMerchant();
        const answer = await opened().call(method, route);
        assert.equal(answer.status, status);
        assert.match(answer.body.detail, words);
      });
    }

    it('an asset that there is not, and a cursor that is none', async () => {
      const { call, merchantId } = opened();
      const detail = async (query: string) =>
        (await call('GET', `/ledger/statement?merchantId=${merchantId}&${query}`)).body.detail;
      assert.match(await detail('asset=XXX'), /^asset: there is no asset XXX/u);
      for (const cursor of ['1', '1/x', '%25/1', '1/2/3']) {
        assert.equal(await detail(`asset=USD&after=${cursor}`), 'after: `next` of the page before.', cursor);
      }
    });

    it('to verify the books of nobody, or against what is no end of a chain', async () => {
      const { call, merchantId } = opened();
      assert.equal((await call('POST', '/ledger/verifications', { merchantId: 'nobody' })).status, 404);
      const kept = { transfers: 1, head: 'abc' };
      const { status, body } = await call('POST', '/ledger/verifications', { merchantId, kept });
      assert.equal(status, 400);
      assert.match(body.detail, /^kept\.head is not valid: `transfers` and `head` of an earlier/u);
    });
  });
});
