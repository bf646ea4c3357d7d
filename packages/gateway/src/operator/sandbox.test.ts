import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  createdFrom,
  createdInvoice,
  INVOICE_LIFETIME,
  money,
  undecidedCommand,
} from '../../../../test/support/invoices.ts';
import { type Operated, onEachEngine } from '../../../../test/support/operated.ts';
import { idr, payoutCommand } from '../../../../test/support/sendings.ts';
import { accountAlone } from '../../../../test/support/virtual-accounts.ts';
import { cancelInvoice, createPayout, topUp } from '../core/index.ts';
import { amountOf, requireAsset } from '../money/index.ts';

const usdc = requireAsset('USDC');

/** 100 minor units of USDT are due of each invoice. */
onEachEngine('in the sandbox', (opened) => {
  const pay = (body: object) => opened().call('POST', '/sandbox/payments', body);

  describe('an invoice is paid', () => {
    it('by the number of the provider, all that is due of it', async () => {
      const of = opened();
      const { number } = await createdInvoice(of);
      const { status, body } = await pay({ invoice: number });
      assert.equal(status, 200);
      assert.deepEqual([body.invoice.state, body.invoice.received.amount], ['paid', '0.000100']);
      assert.deepEqual(
        [body.deposit.amount, body.deposit.asset, body.deposit.state, body.isRepeat, body.now],
        ['0.000100', 'USDT', 'confirmed', false, of.environment.now()],
      );
      assert.match(body.deposit.externalId, /^sandbox-deposit-/u);
    });

    it("by the merchant's order number, or the id, in whichever dialect", async () => {
      const of = opened();
      const first = await createdInvoice(of, { dialect: 'anexpay' });
      const second = await createdInvoice(of, { dialect: 'blackhat' });
      assert.equal((await pay({ invoice: first.orderNumber })).body.invoice.dialect, 'anexpay');
      assert.equal((await pay({ invoice: second.id })).body.invoice.dialect, 'blackhat');
    });

    it('in part, then what is left, then too much', async () => {
      const { number } = await createdInvoice(opened());
      const states = [];
      for (const more of [{ amount: '0.00003' }, {}, { amount: '0.000005', asset: 'USDT' }]) {
        const { state, exception, received } = (await pay({ invoice: number, ...more })).body.invoice;
        states.push([state, exception, received.amount]);
      }
      assert.deepEqual(states, [
        ['pending', 'partial', '0.000030'],
        ['paid', 'none', '0.000100'],
        ['paid', 'over', '0.000100'],
      ]);
    });

    it('in another asset than was asked for, which is kept apart', async () => {
      const { call } = opened();
      const { number } = await createdInvoice(opened());
      assert.equal(
        (await pay({ invoice: number, amount: '5', asset: 'USDC' })).body.invoice.state,
        'pending',
      );
      const { abnormalPayments } = (await call('GET', `/invoices/find?invoice=${number}`)).body;
      assert.deepEqual(
        abnormalPayments.map((each: Record<string, unknown>) => [each.kind, each.amount, each.asset]),
        [['wrong_asset', amountText(5), usdc.code]],
      );
    });

    it('unconfirmed first: confirmed then, or rejected', async () => {
      const { call, core, newMerchant } = opened();
      const merchantId = await newMerchant();
      const stories = { confirm: 'paid', reject: 'pending' };
      for (const [verb, state] of Object.entries(stories)) {
        const { number } = await createdInvoice(opened(), { merchantId });
        const seen = (await pay({ invoice: number, unconfirmed: true })).body;
        assert.deepEqual([seen.invoice.state, seen.deposit.state], ['confirming', 'seen']);
        const decided = await call('POST', `/sandbox/deposits/${verb}`, { deposit: seen.deposit.id });
        assert.equal(decided.body.invoice.state, state, decided.text);
        const again = await call('POST', `/sandbox/deposits/${verb}`, { deposit: seen.deposit.externalId });
        assert.equal(again.body.isRepeat, true);
      }
      assert.equal(await money(core, merchantId), 'pending 0 available 100 held 0');
    });

    it('once under one external id, however often it is reported', async () => {
      const { number } = await createdInvoice(opened());
      const payment = { invoice: number, externalId: 'tx-1' };
      const first = (await pay(payment)).body;
      const again = (await pay(payment)).body;
      assert.deepEqual([again.isRepeat, again.deposit], [true, first.deposit]);
      const other = await pay({ ...payment, amount: '0.000007' });
      assert.deepEqual([other.status, other.body.error], [409, 'conflict']);
      assert.match(other.body.detail, /^The deposit tx-1 was reported before as 0\.0001 USDT\./u);
      const elsewhere = await pay({ invoice: (await createdInvoice(opened())).number, externalId: 'tx-1' });
      assert.match(elsewhere.body.detail, /^The deposit tx-1 was reported before for the invoice /u);
    });
  });

  describe('an invoice is paid late', () => {
    it('by waiting for its expiry, with the whole gateway', async () => {
      const { core } = opened();
      const { number } = await createdInvoice(opened());
      const before = core.environment.now();
      const { body } = await pay({ invoice: number, late: true });
      assert.equal(body.advancedMilliseconds, INVOICE_LIFETIME);
      assert.equal(body.now, before + INVOICE_LIFETIME);
      assert.deepEqual([body.invoice.state, body.invoice.exception], ['expired', 'late']);
    });

    it('at once where it has expired, or was cancelled', async () => {
      const { core, call } = opened();
      const expired = await createdInvoice(opened());
      await call('POST', '/sandbox/advance', { milliseconds: INVOICE_LIFETIME });
      const cancelled = await createdInvoice(opened());
      await core.perform((transaction) => cancelInvoice(transaction, core, cancelled));
      for (const { number } of [expired, cancelled]) {
        const refused = await pay({ invoice: number });
        assert.equal(refused.status, 409);
        assert.match(refused.body.detail, /; pay it late \(--late\) to see what becomes of such money\.$/u);
        const late = (await pay({ invoice: number, late: true })).body;
        assert.deepEqual([late.invoice.exception, late.advancedMilliseconds], ['late', undefined]);
      }
    });

    it('neither when it is paid nor while it waits for confirmations', async () => {
      const paid = await createdInvoice(opened());
      await pay({ invoice: paid.number });
      const confirming = await createdInvoice(opened());
      await pay({ invoice: confirming.number, unconfirmed: true });
      const refused = async (number: string) => (await pay({ invoice: number, late: true })).body.detail;
      assert.match(await refused(paid.number), /is paid: it cannot be paid late/u);
      assert.match(await refused(confirming.number), /does not expire meanwhile/u);
    });
  });

  describe('a payment is refused', () => {
    const CASES: readonly (readonly [name: string, body: object, status: number, words: RegExp])[] = [
      ['for nothing', {}, 400, /^invoice: give either invoice or virtualAccount\.$/u],
      ['for two things', { invoice: 'a', virtualAccount: 'b' }, 400, /^invoice: give either/u],
      ['for what there is not', { invoice: 'nothing' }, 404, /^There is no invoice nothing\.$/u],
      [
        'in a dialect that has none',
        { invoice: 'nothing', dialect: 'upay', merchantId: 'm' },
        404,
        /^There is no invoice nothing of upay of the merchant m\.$/u,
      ],
      ['with an unknown field', { invoice: 'a', ammount: '1' }, 400, /^ammount is not known here\.$/u],
      ['with a word for late', { invoice: 'a', late: 'yes' }, 400, /^late is not valid: true or false\.$/u],
    ];
    for (const [name, body, status, words] of CASES) {
      it(name, async () => {
        const answer = await pay(body);
        assert.equal(answer.status, status);
        assert.match(answer.body.detail, words);
      });
    }

    it('of nothing, of too many decimals, or in no asset', async () => {
      const { number } = await createdInvoice(opened());
      const detail = async (more: object) => {
        const { status, body } = await pay({ invoice: number, ...more });
        assert.equal(status, 400);
        return body.detail;
      };
      assert.equal(await detail({ amount: '0' }), 'amount must be above zero.');
      assert.match(await detail({ amount: '0.0000001' }), /^amount must have at most 6 decimals for USDT/u);
      assert.match(await detail({ amount: '1', asset: 'XXX' }), /^asset: there is no asset XXX/u);
      assert.match(await detail({ amount: '-1' }), /^amount is not valid/u);
    });

    it('where nothing more is due, unless it says how much', async () => {
      const { number } = await createdInvoice(opened());
      await pay({ invoice: number });
      const { status, body } = await pay({ invoice: number });
      assert.deepEqual(
        [status, body.detail],
        [400, 'amount: nothing more is asked for; say how much to pay.'],
      );
    });

    it('where no coin was chosen', async () => {
      const { core } = opened();
      const { number } = await createdFrom(core, undecidedCommand(opened()));
      const { status, body } = await pay({ invoice: number });
      assert.equal(status, 409);
      assert.match(body.detail, /^Nobody can pay the invoice \S+ yet: no coin was chosen for it\.$/u);
    });

    it('where several have the number, with each of them named', async () => {
      const { newMerchant, merchantId } = opened();
      const orderNumber = 'everybody’s 1';
      const other = await newMerchant();
      await createdInvoice(opened(), { orderNumber });
      await createdInvoice(opened(), { orderNumber, merchantId: other });
      await createdInvoice(opened(), { orderNumber, merchantId: other, dialect: 'upay' });
      const ambiguous = await pay({ invoice: orderNumber });
      assert.equal(ambiguous.status, 409);
      assert.equal(ambiguous.body.candidates.length, 3);
      assert.match(
        ambiguous.body.detail,
        /of upay, merchant .*Say which, by dialect \(--dialect\) or merchant/u,
      );
      assert.equal((await pay({ invoice: orderNumber, dialect: 'upay' })).body.invoice.merchantId, other);
      assert.equal((await pay({ invoice: orderNumber, merchantId })).body.invoice.merchantId, merchantId);
      assert.equal((await pay({ invoice: orderNumber, merchantId: other, dialect: 'basicex' })).status, 200);
    });
  });

  describe('a virtual account is paid', () => {
    it('any amount, by its number, its account number or the reference', async () => {
      const account = await accountAlone(opened());
      for (const name of [account.number, account.accountNumber, account.reference]) {
        const { body } = await pay({ virtualAccount: name, amount: '0.70', merchantId: account.merchantId });
        assert.equal(body.virtualAccount?.state, 'active', JSON.stringify(body));
      }
      const { body } = await pay({ virtualAccount: account.id, amount: '0.01' });
      assert.equal(body.virtualAccount.received.amount, '2.11');
    });

    it('what it asks for each time, where that is fixed', async () => {
      const fixed = amountOf(requireAsset('IDR'), 500n);
      const account = await accountAlone(opened(), { fixed });
      assert.equal((await pay({ virtualAccount: account.id })).body.virtualAccount.received.amount, '5.00');
      assert.equal((await pay({ virtualAccount: account.id })).body.virtualAccount.received.amount, '10.00');
    });

    it('but not without an amount where it is open', async () => {
      const { id } = await accountAlone(opened());
      assert.match((await pay({ virtualAccount: id })).body.detail, /say how much to pay/u);
    });
  });

  describe('a payout', () => {
    const created = async ({ core, newMerchant }: Operated, accountNumber: string) => {
      const merchantId = await newMerchant();
      const destination = { kind: 'bank', accountNumber } as const;
      const command = payoutCommand(merchantId, { amount: idr(500n), fee: idr(7n), destination });
      const creation = await core.perform(async (transaction) => {
        await topUp(transaction, core, { merchantId, amount: idr(1_000n), reference: 'first' });
        return createPayout(transaction, core, command);
      });
      assert.equal(creation.outcome, 'created');
      return command;
    };
    /** Stays under review until told. */
    const WAITING = '5550009301';

    const STORIES: readonly (readonly [
      outcomes: readonly string[],
      states: readonly string[],
      available: string,
    ])[] = [
      [['review', 'complete', 'return'], ['review', 'completed', 'returned'], '9.93'],
      [['complete', 'complete'], ['completed', 'completed'], '4.93'],
      [['fail'], ['failed'], '10.00'],
      [['return'], ['returned'], '9.93'],
    ];
    for (const [outcomes, states, available] of STORIES) {
      it(`that is told to ${outcomes.join(', then ')} is ${states.join(', then ')}`, async () => {
        const { call } = opened();
        const { number, merchantId } = await created(opened(), WAITING);
        const reached = [];
        for (const outcome of outcomes) {
          const why = outcome === 'complete' ? {} : { reason: `it was told to ${outcome}` };
          const body = { payout: number, merchantId, ...why };
          const answer = await call('POST', `/sandbox/payouts/${outcome}`, body);
          assert.equal(answer.status, 200, answer.text);
          reached.push(answer.body.payout.state);
        }
        assert.deepEqual(reached, states);
        const { balances } = (await call('GET', `/ledger/balances?merchantId=${merchantId}`)).body;
        assert.deepEqual(balances, [{ asset: 'IDR', available, held: '0.00', pending: '0.00' }]);
      });
    }

    it('that has ended does not end otherwise', async () => {
      const { call } = opened();
      const { reference } = await created(opened(), WAITING);
      await call('POST', '/sandbox/payouts/fail', { payout: reference });
      const { status, body } = await call('POST', '/sandbox/payouts/complete', { payout: reference });
      assert.equal(status, 409);
      assert.equal(body.detail, 'The payout is failed: it has ended otherwise, which is final.');
    });

    it('ends by itself, as the trigger value of its account number says', async () => {
      const { call } = opened();
      const { number } = await created(opened(), '5550009201');
      const stateAfter = async (milliseconds: number) => {
        await call('POST', '/sandbox/advance', { milliseconds });
        return (await call('GET', `/payouts/find?payout=${number}`)).body.payout.state;
      };
      assert.equal(await stateAfter(1), 'sent');
      assert.equal(await stateAfter(2_000), 'completed');
      assert.equal(await stateAfter(3_600_000), 'returned');
    });

    it('that there is not cannot end', async () => {
      const { status, body } = await opened().call('POST', '/sandbox/payouts/fail', { payout: 'nothing' });
      assert.deepEqual([status, body.detail], [404, 'There is no payout nothing.']);
    });
  });

  describe('time', () => {
    it('passes, and what falls due is done on the way', async () => {
      const { core, call } = opened();
      const { number } = await createdInvoice(opened());
      const before = core.environment.now();
      const { body } = await call('POST', '/sandbox/advance', { milliseconds: '86400000' });
      assert.equal(body.now, before + 86_400_000);
      assert.ok(body.done >= 1);
      assert.equal((await call('GET', `/invoices/find?invoice=${number}`)).body.invoice.state, 'expired');
    });

    for (const milliseconds of ['0', '-1', '1.5', 'x', '999999999999999']) {
      it(`does not pass by ${milliseconds} milliseconds`, async () => {
        const { status, body } = await opened().call('POST', '/sandbox/advance', { milliseconds });
        assert.equal(status, 400);
        assert.match(body.detail, /^milliseconds/u);
      });
    }
  });

  describe('that it is not', () => {
    const ROUTES: readonly (readonly [route: string, body: object])[] = [
      ['/sandbox/payments', { invoice: 'x' }],
      ['/sandbox/deposits/confirm', { deposit: 'x' }],
      ['/sandbox/deposits/reject', { deposit: 'x' }],
      ['/sandbox/payouts/complete', { payout: 'x' }],
      ['/sandbox/refunds/fail', { refund: 'x' }],
      ['/sandbox/advance', { milliseconds: '1' }],
    ];
    for (const [route, body] of ROUTES) {
      it(`${route} is told, where money is real`, async () => {
        const answer = await opened().manual.call('POST', route, body);
        assert.equal(answer.status, 409);
        assert.match(answer.body.detail, /^The rail of this gateway is 'manual', where money is real: only/u);
      });
    }
  });
});

function amountText(whole: number): string {
  return `${whole}.000000`;
}
