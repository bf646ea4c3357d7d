import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import {
  ACCOUNT_LIFETIME,
  abnormal,
  accountAlone,
  idr,
  money,
  paymentTo,
  report,
  standing,
  told,
} from '../../../../../test/support/virtual-accounts.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { listDeposits, recordDeposit } from '../deposits/deposits.ts';
import { runDueWork } from '../due-work.ts';
import { setFee } from '../fees/fees.ts';
import { abnormalPaymentsOf, acceptAbnormalPayment } from '../invoices/abnormal-payments.ts';
import { WORK_HANDLERS } from '../work-handlers.ts';
import { closeVirtualAccount } from './end.ts';
import type { VirtualAccountCommand } from './open.ts';

type State = 'seen' | 'confirmed' | 'rejected';

/** A report of the payment of a name, or something else that happens. */
type Step = readonly [name: string, minor: bigint, state: State] | 'close' | 'expire';

interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly standing: string;
  readonly money: string;
  readonly abnormal?: readonly string[];
  /** After `active`. */
  readonly told: readonly string[];
  readonly of?: Partial<VirtualAccountCommand>;
}

const fixed = { fixed: amountOf(idr, 100n) };

const STORIES: readonly Story[] = [
  {
    name: 'shows as pending what is only seen',
    steps: [['a', 70n, 'seen']],
    standing: 'active 0',
    money: 'pending 70 available 0 held 0',
    told: [],
  },
  {
    name: 'makes available what is confirmed, of any amount, as often as it comes',
    steps: [
      ['a', 70n, 'seen'],
      ['a', 70n, 'confirmed'],
      ['b', 5n, 'confirmed'],
    ],
    standing: 'active 75',
    money: 'pending 0 available 75 held 0',
    told: ['received', 'received'],
  },
  {
    name: 'undoes what is rejected',
    steps: [
      ['a', 70n, 'seen'],
      ['a', 70n, 'rejected'],
    ],
    standing: 'active 0',
    money: 'pending 0 available 0 held 0',
    told: [],
  },
  {
    name: 'is told in any order, and of each payment as often as the rail likes',
    steps: [
      ['a', 70n, 'confirmed'],
      ['a', 70n, 'seen'],
      ['a', 70n, 'confirmed'],
      ['b', 9n, 'rejected'],
      ['b', 9n, 'seen'],
    ],
    standing: 'active 70',
    money: 'pending 0 available 70 held 0',
    told: ['received'],
  },
  {
    name: 'with a fixed amount takes that amount, as often as it comes',
    of: fixed,
    steps: [
      ['a', 100n, 'confirmed'],
      ['b', 100n, 'confirmed'],
    ],
    standing: 'active 200',
    money: 'pending 0 available 200 held 0',
    told: ['received', 'received'],
  },
  {
    name: 'with a fixed amount holds any other, all of it',
    of: fixed,
    steps: [
      ['a', 120n, 'confirmed'],
      ['b', 80n, 'seen'],
      ['b', 80n, 'confirmed'],
      ['c', 99n, 'seen'],
    ],
    standing: 'active 0',
    money: 'pending 99 available 0 held 200',
    abnormal: ['over 120 open', 'under 80 open'],
    told: [],
  },
  {
    name: 'that was closed holds what comes late, but counts what was seen before',
    steps: [['a', 70n, 'seen'], 'close', ['a', 70n, 'confirmed'], ['b', 5n, 'seen'], ['b', 5n, 'confirmed']],
    standing: 'closed 70',
    money: 'pending 0 available 70 held 5',
    abnormal: ['late 5 open'],
    told: ['closed', 'received'],
  },
  {
    name: 'whose time is up expires, and then holds what comes late',
    steps: [['a', 70n, 'seen'], 'expire', ['b', 5n, 'confirmed'], ['a', 70n, 'confirmed']],
    standing: 'expired 70',
    money: 'pending 0 available 70 held 5',
    abnormal: ['late 5 open'],
    told: ['expired', 'received'],
  },
  {
    name: 'that was closed stays so when its time is up',
    steps: ['close', 'expire', 'close'],
    standing: 'closed 0',
    money: 'pending 0 available 0 held 0',
    told: ['closed'],
  },
  {
    name: 'without an expiry stays open',
    of: { holder: 'merchant' },
    steps: ['expire', ['a', 5n, 'confirmed']],
    standing: 'active 5',
    money: 'pending 0 available 5 held 0',
    told: ['received'],
  },
];

onEachEngine('a virtual account', (opened) => {
  const openedAlone = (more?: Partial<VirtualAccountCommand>) => accountAlone(opened(), more);
  const expire = async () => {
    opened().environment.advance(ACCOUNT_LIFETIME);
    const { failures } = await runDueWork(opened().core, WORK_HANDLERS);
    assert.deepEqual(failures, []);
  };

  for (const story of STORIES) {
    it(story.name, async () => {
      const { core } = opened();
      const account = await openedAlone(story.of);
      for (const step of story.steps) {
        if (step === 'expire') await expire();
        else if (step === 'close') {
          await core.perform((transaction) => closeVirtualAccount(transaction, core, account));
        } else {
          const [name, minor, state] = step;
          await report(core, [paymentTo(account, name, minor, state)]);
        }
      }
      assert.deepEqual(
        {
          standing: await standing(core, account),
          money: await money(core, account.merchantId),
          abnormal: await abnormal(core, account),
          told: (await told(core, account)).slice(1),
        },
        { standing: story.standing, money: story.money, abnormal: story.abnormal ?? [], told: story.told },
      );
    });
  }

  it('holds money of another asset', async () => {
    const { core } = opened();
    const usd = requireAsset('USD');
    const account = await openedAlone();
    await report(core, [paymentTo(account, 'a', amountOf(usd, 7n))]);
    assert.deepEqual(await abnormal(core, account), ['wrong_asset 7 open']);
    assert.equal(await money(core, account.merchantId, usd), 'pending 0 available 0 held 7');
  });

  it('withholds the fee, never more than came, and says which', async () => {
    const { core } = opened();
    const account = await openedAlone();
    const { merchantId, id } = account;
    const schedule = { fixed: 10n, proportionMillionths: 10_000n };
    await core.perform((transaction) =>
      setFee(transaction, { merchantId, operation: 'virtual_account', asset: idr, schedule }),
    );
    await report(core, [paymentTo(account, 'a', 101n), paymentTo(account, 'b', 4n)]);
    assert.equal(await standing(core, account), 'active 105');
    assert.equal(await money(core, merchantId), 'pending 0 available 89 held 0');
    const { deposits } = await listDeposits(core.reader, { merchantId, subjectId: id, limit: 10 });
    const events = await eventsOf(core.reader, merchantId);
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'virtual_account.received').map(({ data }) => data),
      [
        { depositId: deposits[0]?.id, amountMinor: '101', feeMinor: '12' },
        { depositId: deposits[1]?.id, amountMinor: '4', feeMinor: '4' },
      ],
    );
  });

  it('gives what was held to the merchant who accepts it', async () => {
    const { core } = opened();
    const account = await openedAlone(fixed);
    const { merchantId, id: subjectId } = account;
    await report(core, [paymentTo(account, 'a', 120n)]);
    const [payment] = await abnormalPaymentsOf(core.reader, { merchantId, subjectId });
    assert.ok(payment);
    await core.perform((transaction) => acceptAbnormalPayment(transaction, core, payment));
    assert.equal(await money(core, merchantId), 'pending 0 available 120 held 0');
    assert.deepEqual(await abnormal(core, account), ['over 120 accepted']);
  });

  it('counts a payment once, of which twenty copies come at once', async () => {
    const { core, elsewhere } = opened();
    const account = await openedAlone();
    const event = paymentTo(account, 'a', 70n);
    const copies = Array.from({ length: 20 }, (_, index) =>
      recordDeposit(index % 2 === 0 ? core : (elsewhere ?? core), event),
    );
    const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'recorded').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'repeated').length, 19);
    assert.equal(await standing(core, account), 'active 70');
    assert.equal(await money(core, account.merchantId), 'pending 0 available 70 held 0');
    // Two processes number their events apart: within a millisecond, in which the clock stands still here, in no order.
    assert.deepEqual((await told(core, account)).sort(), ['active', 'received']);
  });

  it('lists each payment once, the first first, page by page', async () => {
    const { core } = opened();
    const account = await openedAlone(fixed);
    const { merchantId, id: subjectId } = account;
    await report(core, [
      paymentTo(account, 'a', 100n),
      paymentTo(account, 'b', 60n, 'seen'),
      paymentTo(account, 'a', 100n),
    ]);
    const page = async (after?: string) => {
      const of = { merchantId, subjectId, limit: 1, ...(after !== undefined && { after }) };
      const { deposits, next } = await listDeposits(core.reader, of);
      const shown = deposits.map(({ amount, state, counted }) => `${amount.minor} ${state} ${counted}`);
      return { shown, next };
    };
    const first = await page();
    assert.deepEqual(first.shown, ['100 confirmed true']);
    assert.deepEqual(await page(first.next), { shown: ['60 seen false'], next: undefined });
  });

  it('refuses reports that contradict what was said, and those for no account', async () => {
    const { core } = opened();
    const account = await openedAlone();
    await report(core, [paymentTo(account, 'a', 70n), paymentTo(account, 'b', 5n, 'rejected')]);
    const other = await openedAlone();
    const nobodys = { ...account, id: core.newId() };
    const elsewhere = { ...paymentTo(other, 'x', 70n), externalId: paymentTo(account, 'a', 70n).externalId };
    assert.deepEqual(
      await report(core, [
        paymentTo(account, 'a', 71n),
        paymentTo(account, 'a', 70n, 'rejected'),
        paymentTo(account, 'b', 5n, 'confirmed'),
        elsewhere,
        paymentTo(nobodys, 'a', 70n),
        paymentTo({ ...account, dialect: 'upay' }, 'c', 70n),
      ]),
      [...Array.from({ length: 4 }, () => 'contradiction'), 'unknown_subject', 'unknown_subject'],
    );
    assert.equal(await money(core, account.merchantId), 'pending 0 available 70 held 0');
    assert.equal(await money(core, other.merchantId), 'pending 0 available 0 held 0');
  });
});
