/** A month in the life of a merchant, from one due time to the next, in its order. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  advance,
  type Core,
  createInvoice,
  createPayout,
  draftInvoice,
  draftVirtualAccount,
  openVirtualAccount,
  type PayoutCommand,
  recordDeposit,
  requestRefund,
  topUp,
  verifyLedger,
} from '../packages/gateway/src/core/index.ts';
import { amountOf, requireAsset } from '../packages/gateway/src/money/index.ts';
import { onEachEngine } from './support/core.ts';
import { TEST_START } from './support/environment.ts';
import { eventsOf } from './support/events.ts';
import { accounts, payoutCommand } from './support/sendings.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const usdt = (minor: bigint) => amountOf(requireAsset('USDT'), minor);
const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);

const STORY = [
  'day 0 00:00:02 payout to 9201: payout.completed',
  'day 0 00:00:02 payout to 9101: payout.failed',
  'day 0 00:00:02 payout to 0000: payout.completed',
  'day 0 00:01:00 payout to 9302: payout.sent',
  'day 0 00:01:00 payout to 9302: payout.completed',
  'day 0 00:30:00 forgotten: invoice.expired',
  'day 0 01:00:00 payout to 9201: payout.returned',
  'day 1 00:00:00 payout to 9402: payout.completed',
  'day 3 00:00:00 payout to nobody: payout.expired',
  'day 5 00:00:00 paid: invoice.received',
  'day 5 00:00:00 paid: invoice.confirming',
  'day 5 00:00:00 paid: invoice.paid',
  'day 5 00:00:00 refund: refund.requested',
  'day 5 00:00:00 refund: refund.running',
  'day 5 00:00:02 refund: refund.done',
  'day 20 00:00:00 account: virtual_account.expired',
];

/** 10,000 cents less three payouts of 500, and four fees of 7: a payout that is returned has cost its fee. 40 of 100 are refunded. */
const BALANCES = {
  'USD available': 8_472n,
  'USD fees': 28n,
  'USD rail': -8_500n,
  'USDT available': 60n,
  'USDT rail': -60n,
};

/** Who plays: what each is called in the story, by its id. */
type Cast = Map<string, string>;

async function invoice(core: Core, merchantId: string, [number, lifetime]: [string, number], cast: Cast) {
  const draft = await draftInvoice(core, {
    merchantId,
    dialect: 'basicex',
    number,
    priced: usdt(100n),
    due: usdt(100n),
    network: 'tron',
    description: '',
    expiresAt: core.environment.now() + lifetime,
  });
  await core.perform((transaction) => createInvoice(transaction, core, draft));
  cast.set(draft.id, number);
  return draft;
}

async function payout(core: Core, merchantId: string, accountNumber: string, cast: Cast, more = {}) {
  const destination = { kind: 'bank', accountNumber } as const;
  const command: PayoutCommand = payoutCommand(merchantId, { destination, ...more });
  const created = await core.perform((transaction) => createPayout(transaction, core, command));
  assert.equal(created.outcome, 'created');
  cast.set(created.payout.id, `payout to ${accountNumber}`);
}

async function account(core: Core, merchantId: string, cast: Cast) {
  const draft = await draftVirtualAccount(core, {
    merchantId,
    dialect: 'easylink',
    number: 'account',
    reference: 'account',
    holder: 'merchant',
    asset: requireAsset('USD'),
    accountName: 'Shop',
    expiresAt: core.environment.now() + 20 * DAY,
  });
  await core.perform((transaction) => openVirtualAccount(transaction, core, draft));
  cast.set(draft.id, 'account');
}

onEachEngine('thirty days', (opened) => {
  it('pass in order, each thing at its time, and the books are right at their end', async () => {
    const { core, merchantId } = opened();
    const cast: Cast = new Map();
    await core.perform((transaction) =>
      topUp(transaction, core, { merchantId, amount: usd(10_000n), reference: 'opening' }),
    );
    await invoice(core, merchantId, ['forgotten', 30 * MINUTE], cast);
    const paid = await invoice(core, merchantId, ['paid', 7 * DAY], cast);
    await account(core, merchantId, cast);
    for (const trigger of ['9201', '9302', '9402', '9101', '0000']) {
      await payout(core, merchantId, trigger, cast);
    }
    await payout(core, merchantId, 'nobody', cast, { confirmBy: core.environment.now() + 3 * DAY });

    const days = [await advance(core, 5 * DAY)];
    const subject = { merchantId, dialect: 'basicex', kind: 'invoice', id: paid.id } as const;
    await recordDeposit(core, {
      type: 'deposit',
      rail: core.rail.name,
      externalId: 'transaction 1',
      subject,
      amount: usdt(100n),
      state: 'confirmed',
      occurredAt: core.environment.now(),
    });
    const refund = await core.perform((transaction) =>
      requestRefund(transaction, core, {
        merchantId,
        dialect: 'basicex',
        number: 'refund',
        reference: 'refund',
        invoiceId: paid.id,
        amount: usdt(40n),
        destination: { kind: 'bank', accountNumber: '1' },
      }),
    );
    assert.equal(refund.outcome, 'created');
    cast.set(refund.refund.id, 'refund');
    days.push(await advance(core, 25 * DAY));

    assert.deepEqual(
      days.flatMap(({ failures }) => failures),
      [],
    );
    assert.equal(core.environment.now(), TEST_START + 30 * DAY);
    assert.deepEqual(await storyOf(core, merchantId, cast), STORY);
    assert.deepEqual(await accounts(core.reader, merchantId), BALANCES);
    assert.deepEqual((await verifyLedger(core.reader, merchantId)).problems, []);
  });
});

/** What was told after the beginning: when, of whom, what. */
async function storyOf(core: Core, merchantId: string, cast: Cast): Promise<string[]> {
  const events = await eventsOf(core.reader, merchantId);
  return events
    .filter(({ createdAt }) => createdAt > TEST_START)
    .map(({ createdAt, subjectId, kind }) => `${clock(createdAt)} ${cast.get(subjectId)}: ${kind}`);
}

function clock(time: number): string {
  const [day = '', hours = ''] = new Date(time - TEST_START).toISOString().slice(8, 19).split('T');
  return `day ${Number(day) - 1} ${hours}`;
}
