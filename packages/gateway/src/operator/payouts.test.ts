import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Operated, onEachEngine } from '../../../../test/support/operated.ts';
import { DESTINATION, payoutCommand, usd } from '../../../../test/support/sendings.ts';
import { createPayout, type PayoutCommand, runDueWork, topUp, WORK_HANDLERS } from '../core/index.ts';

onEachEngine('payouts, as the operator handles them', (opened) => {
  const created = async ({ core, newMerchant }: Operated, more: Partial<PayoutCommand> = {}) => {
    const merchantId = more.merchantId ?? (await newMerchant());
    const command = payoutCommand(merchantId, more);
    await core.perform(async (transaction) => {
      await topUp(transaction, core, { merchantId, amount: usd(1_000n), reference: command.reference });
      assert.equal((await createPayout(transaction, core, command)).outcome, 'created');
    });
    return command;
  };

  it('are listed, newest first, without who is paid', async () => {
    const { call } = opened();
    const first = await created(opened());
    const { merchantId } = first;
    const second = await created(opened(), { merchantId, dialect: 'upay', kind: 'settlement' });
    const listed = async (query: string) =>
      (await call('GET', `/payouts?merchantId=${merchantId}${query}`)).body.payouts;
    const all = await listed('');
    const references = (payouts: readonly { reference: string }[]) =>
      payouts.map(({ reference }) => reference);
    assert.deepEqual(references(all), [second.reference, first.reference]);
    assert.deepEqual([all[1].amount, all[1].asset, all[1].fee.amount], ['5.00', 'USD', '0.07']);
    assert.ok(!JSON.stringify(all).includes(DESTINATION.accountNumber));
    assert.deepEqual(references(await listed('&kind=settlement')), [second.reference]);
    assert.deepEqual(references(await listed('&dialect=easylink')), [first.reference]);
    assert.deepEqual(references(await listed('&state=completed')), []);
    assert.deepEqual(references(await listed(`&after=${all[0].id}`)), [first.reference]);
  });

  it('are shown with who is paid, where that is asked for', async () => {
    const { number, merchantId } = await created(opened());
    const { body } = await opened().call('GET', `/payouts/find?payout=${number}&merchantId=${merchantId}`);
    assert.deepEqual(body.payout.destination, DESTINATION);
    assert.equal(body.payout.beneficiary.name, DESTINATION.accountName);
  });

  describe('under review', () => {
    it('are sent once they are approved', async () => {
      const { call, core } = opened();
      const { number } = await created(opened(), { review: 'a large amount' });
      await runDueWork(core, WORK_HANDLERS);
      const reviewed = (await call('GET', `/payouts/find?payout=${number}`)).body.payout;
      assert.deepEqual([reviewed.state, reviewed.reason], ['review', 'a large amount']);
      const approved = await call('POST', '/payouts/approve', { payout: number });
      assert.equal(approved.status, 200, approved.text);
      await runDueWork(core, WORK_HANDLERS);
      assert.equal((await call('GET', `/payouts/find?payout=${number}`)).body.payout.state, 'sent');
    });

    it('fail where they are rejected, with the reason, and give back what they held', async () => {
      const { call } = opened();
      const { number, merchantId } = await created(opened(), { review: 'a large amount' });
      const rejected = await call('POST', '/payouts/reject', { payout: number, reason: 'Not our customer' });
      assert.deepEqual(
        [rejected.body.payout.state, rejected.body.payout.reason],
        ['failed', 'Not our customer'],
      );
      const { balances } = (await call('GET', `/ledger/balances?merchantId=${merchantId}`)).body;
      assert.deepEqual(balances, [{ asset: 'USD', available: '10.00', held: '0.00', pending: '0.00' }]);
    });

    it('are put as long as the rail does not have them', async () => {
      const { call, core } = opened();
      const waiting = await created(opened());
      const held = await call('POST', '/payouts/review', { payout: waiting.number, reason: 'Wait' });
      assert.deepEqual([held.body.payout.state, held.body.payout.reason], ['review', 'Wait']);
      const sent = await created(opened());
      await runDueWork(core, WORK_HANDLERS);
      const refused = await call('POST', '/payouts/review', { payout: sent.number });
      assert.equal(refused.status, 409);
      assert.match(refused.body.detail, /^The payout is sent: /u);
    });
  });

  describe('carried out by hand', () => {
    it('are handed to the operator, and end as the operator says', async () => {
      const { manual } = opened();
      const stories = { complete: 'completed', fail: 'failed', return: 'returned' };
      for (const [outcome, state] of Object.entries(stories)) {
        const { reference } = await created({ ...opened(), core: manual.core });
        const body = { payout: reference, ...(outcome === 'complete' ? {} : { reason: 'as the bank says' }) };
        const answer = await manual.call('POST', `/payouts/${outcome}`, body);
        assert.equal(answer.body.payout?.state, state, answer.text);
        assert.match(answer.body.payout.externalId, /^manual-payout-/u);
        assert.equal((await manual.call('POST', `/payouts/${outcome}`, body)).status, 200);
      }
    });

    it('are told from a file, line by line, and the same file again changes nothing', async () => {
      const { manual } = opened();
      const [one, two] = [await created(opened()), await created(opened())];
      const file = [
        'payout,outcome,reason,merchant',
        `${one.number},complete,,${one.merchantId}`,
        `${two.reference},fail,"Closed, they say",${two.merchantId}`,
        'nothing,complete,,',
      ].join('\n');
      const results = [
        { line: 2, outcome: 'done' },
        { line: 3, outcome: 'done' },
        { line: 4, outcome: 'refused', reason: 'There is no payout nothing.' },
      ];
      for (const _ of ['first', 'again']) {
        assert.deepEqual((await manual.call('POST', '/payouts/import', file)).body, { results });
      }
      const { payout } = (await manual.call('GET', `/payouts/find?payout=${two.reference}`)).body;
      assert.deepEqual([payout.state, payout.reason], ['failed', 'Closed, they say']);
      const contrary = `payout,outcome\n${two.reference},complete\n`;
      assert.deepEqual((await manual.call('POST', '/payouts/import', contrary)).body.results, [
        {
          line: 2,
          outcome: 'refused',
          reason: 'The payout is failed: it has ended otherwise, which is final.',
        },
      ]);
    });

    it('are not told from a file of which a line is wrong', async () => {
      const { manual } = opened();
      const { number } = await created(opened());
      const file = `payout,outcome,reason\n${number},complete,\n${number},explode,\n${number},complete,why\n`;
      const { status, body } = await manual.call('POST', '/payouts/import', file);
      assert.equal(status, 400);
      assert.deepEqual(body.problems, [
        { line: 3, reason: "outcome 'explode' is none of complete, fail, return" },
        { line: 4, reason: 'a payout that completes has no reason' },
      ]);
      const { payout } = (await manual.call('GET', `/payouts/find?payout=${number}`)).body;
      assert.notEqual(payout.state, 'completed');
    });

    it('are not where the rail says it by itself', async () => {
      const { call } = opened();
      for (const [route, body] of [
        ['/payouts/complete', { payout: 'x' }],
        ['/payouts/import', 'payout,outcome\n'],
      ] as const) {
        const answer = await call('POST', route, body);
        assert.equal(answer.status, 409);
        assert.match(
          answer.body.detail,
          /^The rail of this gateway is 'sandbox', which sees money by itself: /u,
        );
      }
    });
  });

  it('take no reason for what needs none', async () => {
    const { call, manual } = opened();
    const body = { payout: 'x', reason: 'because' };
    for (const answer of [
      await call('POST', '/payouts/approve', body),
      await manual.call('POST', '/payouts/complete', body),
    ]) {
      assert.deepEqual([answer.status, answer.body.detail], [400, 'reason is not known here.']);
    }
  });

  describe('are refused', () => {
    const CASES: readonly (readonly [status: number, method: string, route: string, words: RegExp])[] = [
      [404, 'GET', '/payouts/find?payout=nothing', /^There is no payout nothing\.$/u],
      [400, 'GET', '/payouts/find', /^payout is required: a payout's number/u],
      [400, 'GET', '/payouts?state=done', /^state is not valid: one of created, confirmed/u],
      [404, 'GET', '/payouts?merchantId=nobody', /^There is no merchant nobody\.$/u],
      [400, 'POST', '/payouts/approve', /^payout is required/u],
    ];
    for (const [status, method, route, words] of CASES) {
      it(`${method} ${route}`, async () => {
        const answer = await opened().call(method, route);
        assert.equal(answer.status, status);
        assert.match(answer.body.detail, words);
      });
    }
  });
});
