import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  abnormal,
  createdFrom,
  createdInvoice,
  depositOn,
  INVOICE_LIFETIME,
  money,
  report,
  standing,
  told,
  undecidedCommand,
} from '../../../../../test/support/invoices.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import type { Core } from '../core.ts';
import { listDeposits, recordDeposit } from '../deposits/deposits.ts';
import { setFee } from '../fees/fees.ts';
import { cancelInvoice } from './cancel.ts';
import type { Invoice, InvoiceCommand } from './draft.ts';
import { expireInvoice } from './expire.ts';

type State = 'seen' | 'confirmed' | 'rejected';

/** A report of the deposit of a name, or something else that happens. */
type Step = readonly [name: string, minor: bigint, state: State] | 'expire' | 'cancel';

interface Story {
  readonly name: string;
  readonly steps: readonly Step[];
  /** state, exception, received, confirmed, captured */
  readonly standing: string;
  readonly money: string;
  readonly abnormal?: readonly string[];
  /** After `created`, without `invoice.`. */
  readonly told: readonly string[];
  readonly of?: Partial<InvoiceCommand>;
}

const tolerant = { tolerance: amountOf(requireAsset('USDT'), 5n) };

/** 100 are due. */
const STORIES: readonly Story[] = [
  {
    name: 'is paid by exactly what is due, once that is confirmed',
    steps: [
      ['a', 100n, 'seen'],
      ['a', 100n, 'confirmed'],
    ],
    standing: 'paid none 100 100 100',
    money: 'pending 0 available 100 held 0',
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'is confirming while what is due is only seen',
    steps: [['a', 100n, 'seen']],
    standing: 'confirming none 100 0 0',
    money: 'pending 100 available 0 held 0',
    told: ['received', 'confirming'],
  },
  {
    name: 'is paid at once by what is confirmed when it is first heard of',
    steps: [['a', 100n, 'confirmed']],
    standing: 'paid none 100 100 100',
    money: 'pending 0 available 100 held 0',
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'waits with part of the money',
    steps: [['a', 60n, 'confirmed']],
    standing: 'pending partial 60 60 0',
    money: 'pending 60 available 0 held 0',
    told: ['received'],
  },
  {
    name: 'is paid by a part and the rest',
    steps: [
      ['a', 60n, 'confirmed'],
      ['b', 40n, 'seen'],
      ['b', 40n, 'confirmed'],
    ],
    standing: 'paid none 100 100 100',
    money: 'pending 0 available 100 held 0',
    told: ['received', 'received', 'confirming', 'paid'],
  },
  {
    name: 'keeps what is too much apart',
    steps: [['a', 120n, 'confirmed']],
    standing: 'paid over 120 120 100',
    money: 'pending 0 available 100 held 20',
    abnormal: ['over 20 open'],
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'keeps apart what is too much in the deposit that was confirmed last, whichever came first',
    steps: [
      ['a', 80n, 'seen'],
      ['b', 60n, 'confirmed'],
      ['a', 80n, 'confirmed'],
    ],
    standing: 'paid over 140 140 100',
    money: 'pending 0 available 100 held 40',
    abnormal: ['over 40 open'],
    told: ['received', 'received', 'confirming', 'paid'],
  },
  {
    name: 'keeps apart all that comes after it was paid',
    steps: [
      ['a', 100n, 'confirmed'],
      ['b', 30n, 'confirmed'],
    ],
    standing: 'paid over 100 100 100',
    money: 'pending 0 available 100 held 30',
    abnormal: ['over 30 open'],
    told: ['received', 'confirming', 'paid', 'received'],
  },
  {
    name: 'is paid by a little less than is due, where that is tolerated',
    steps: [['a', 95n, 'confirmed']],
    of: tolerant,
    standing: 'paid none 95 95 95',
    money: 'pending 0 available 95 held 0',
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'is not paid by less than is tolerated',
    steps: [['a', 94n, 'confirmed']],
    of: tolerant,
    standing: 'pending partial 94 94 0',
    money: 'pending 94 available 0 held 0',
    told: ['received'],
  },
  {
    name: 'gives the merchant a little more than is due, where that is tolerated',
    steps: [['a', 105n, 'confirmed']],
    of: tolerant,
    standing: 'paid none 105 105 105',
    money: 'pending 0 available 105 held 0',
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'keeps all beyond what is due apart where it is more than is tolerated',
    steps: [['a', 106n, 'confirmed']],
    of: tolerant,
    standing: 'paid over 106 106 100',
    money: 'pending 0 available 100 held 6',
    abnormal: ['over 6 open'],
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'takes what was seen before it was paid with a little less, up to what is due',
    steps: [
      ['a', 30n, 'seen'],
      ['b', 96n, 'confirmed'],
      ['a', 30n, 'confirmed'],
    ],
    of: tolerant,
    standing: 'paid over 126 126 100',
    money: 'pending 0 available 100 held 26',
    abnormal: ['over 26 open'],
    told: ['received', 'received', 'confirming', 'paid'],
  },
  {
    name: 'holds the part that it received until it expired, as one',
    steps: [['a', 30n, 'confirmed'], ['b', 20n, 'confirmed'], 'expire'],
    standing: 'expired partial 50 50 0',
    money: 'pending 0 available 0 held 50',
    abnormal: ['under 50 open'],
    told: ['received', 'received', 'expired'],
  },
  {
    name: 'holds a part that is confirmed after it expired as too little, not as late: it came in time',
    steps: [['a', 30n, 'confirmed'], ['b', 20n, 'seen'], 'expire', ['b', 20n, 'confirmed']],
    standing: 'expired partial 50 50 0',
    money: 'pending 0 available 0 held 50',
    abnormal: ['under 30 open', 'under 20 open'],
    told: ['received', 'received', 'expired'],
  },
  {
    name: 'does not expire while what is due is confirming',
    steps: [['a', 100n, 'seen'], 'expire', ['a', 100n, 'confirmed']],
    standing: 'paid none 100 100 100',
    money: 'pending 0 available 100 held 0',
    told: ['received', 'confirming', 'paid'],
  },
  {
    name: 'expires after all if what kept it from that is rejected',
    steps: [['a', 30n, 'confirmed'], ['b', 70n, 'seen'], 'expire', ['b', 70n, 'rejected']],
    standing: 'expired partial 30 30 0',
    money: 'pending 0 available 0 held 30',
    abnormal: ['under 30 open'],
    told: ['received', 'received', 'confirming', 'expired'],
  },
  {
    name: 'waits again if what was seen is rejected in time',
    steps: [
      ['a', 30n, 'confirmed'],
      ['b', 70n, 'seen'],
      ['b', 70n, 'rejected'],
    ],
    standing: 'pending partial 30 30 0',
    money: 'pending 30 available 0 held 0',
    told: ['received', 'received', 'confirming', 'pending'],
  },
  {
    name: 'has received nothing if all that was seen is rejected',
    steps: [
      ['a', 30n, 'seen'],
      ['a', 30n, 'rejected'],
    ],
    standing: 'pending none 0 0 0',
    money: 'pending 0 available 0 held 0',
    told: ['received'],
  },
  {
    name: 'expired with a part that was rejected later has received nothing',
    steps: [['a', 30n, 'seen'], 'expire', ['a', 30n, 'rejected']],
    standing: 'expired none 0 0 0',
    money: 'pending 0 available 0 held 0',
    told: ['received', 'expired'],
  },
  {
    name: 'stays confirming if what is rejected was not needed',
    steps: [
      ['a', 100n, 'seen'],
      ['b', 30n, 'seen'],
      ['b', 30n, 'rejected'],
    ],
    standing: 'confirming none 100 0 0',
    money: 'pending 100 available 0 held 0',
    told: ['received', 'confirming', 'received'],
  },
  {
    name: 'stays paid if what is rejected was too much anyway',
    steps: [
      ['a', 30n, 'seen'],
      ['b', 100n, 'confirmed'],
      ['a', 30n, 'rejected'],
    ],
    standing: 'paid none 100 100 100',
    money: 'pending 0 available 100 held 0',
    told: ['received', 'received', 'confirming', 'paid'],
  },
  {
    name: 'that has expired is not opened again by money that comes late',
    steps: ['expire', ['a', 100n, 'seen'], ['a', 100n, 'confirmed']],
    standing: 'expired late 0 0 0',
    money: 'pending 0 available 0 held 100',
    abnormal: ['late 100 open'],
    told: ['expired', 'received'],
  },
  {
    name: 'that was cancelled is not opened again by money that comes late',
    steps: ['cancel', ['a', 100n, 'confirmed']],
    standing: 'cancelled late 0 0 0',
    money: 'pending 0 available 0 held 100',
    abnormal: ['late 100 open'],
    told: ['cancelled', 'received'],
  },
  {
    name: 'is late, not only underpaid, when more comes late',
    steps: [['a', 30n, 'confirmed'], 'expire', ['b', 70n, 'confirmed']],
    standing: 'expired late 30 30 0',
    money: 'pending 0 available 0 held 100',
    abnormal: ['late 70 open', 'under 30 open'],
    told: ['received', 'expired', 'received'],
  },
  {
    name: 'knows nothing of late money that was rejected',
    steps: ['expire', ['a', 100n, 'seen'], ['a', 100n, 'rejected']],
    standing: 'expired none 0 0 0',
    money: 'pending 0 available 0 held 0',
    told: ['expired', 'received'],
  },
  {
    name: 'counts nothing that is first heard of as rejected',
    steps: [
      ['a', 100n, 'rejected'],
      ['a', 100n, 'seen'],
    ],
    standing: 'pending none 0 0 0',
    money: 'pending 0 available 0 held 0',
    told: [],
  },
];

onEachEngine('an invoice', (opened) => {
  const take = async (core: Core, invoice: Invoice, step: Step) => {
    const { merchantId, dialect, id } = invoice;
    if (step === 'cancel') return core.perform((transaction) => cancelInvoice(transaction, core, invoice));
    if (step !== 'expire') return recordDeposit(core, depositOn(invoice, ...step));
    opened().environment.advance(INVOICE_LIFETIME);
    return expireInvoice(core, { merchantId, dialect, subjectId: id });
  };
  const expected = (story: Story) => ({
    standing: story.standing,
    money: story.money,
    abnormal: story.abnormal ?? [],
    told: ['created', ...story.told].map((each) => `invoice.${each}`),
  });
  const outcomeOf = async (core: Core, invoice: Invoice) => ({
    standing: await standing(core, invoice),
    money: await money(core, invoice.merchantId),
    abnormal: await abnormal(core, invoice),
    told: await told(core, invoice),
  });

  for (const story of STORIES) {
    it(story.name, async () => {
      const { core, newMerchant } = opened();
      const invoice = await createdInvoice(opened(), { merchantId: await newMerchant(), ...story.of });
      for (const step of story.steps) await take(core, invoice, step);
      assert.deepEqual(await outcomeOf(core, invoice), expected(story));
      // The same again, in whichever order: nothing new.
      for (const step of story.steps.filter((each) => typeof each !== 'string').toReversed()) {
        await take(core, invoice, step);
      }
      assert.deepEqual(await outcomeOf(core, invoice), expected(story));
    });
  }

  it('that is overdue expires when a deposit is heard of, if nobody has written it before', async () => {
    const { core, environment, newMerchant } = opened();
    const invoice = await createdInvoice(opened(), { merchantId: await newMerchant() });
    await report(core, [depositOn(invoice, 'a', 30n, 'seen')]);
    environment.advance(INVOICE_LIFETIME);
    await report(core, [depositOn(invoice, 'b', 70n), depositOn(invoice, 'a', 30n)]);
    assert.equal(await standing(core, invoice), 'expired late 30 30 0');
    assert.deepEqual(await abnormal(core, invoice), ['late 70 open', 'under 30 open']);
    await take(core, invoice, 'expire');
    assert.deepEqual(
      (await told(core, invoice)).filter((kind) => kind === 'invoice.expired'),
      ['invoice.expired'],
    );
  });

  it('holds money of another asset than is due, and counts none of it', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdInvoice(opened(), { merchantId });
    const trx = amountOf(requireAsset('TRX'), 100n);
    await report(core, [depositOn(invoice, 'a', trx, 'seen'), depositOn(invoice, 'a', trx)]);
    assert.equal(await standing(core, invoice), 'pending none 0 0 0');
    assert.deepEqual(await abnormal(core, invoice), ['wrong_asset 100 open']);
    await report(core, [depositOn(invoice, 'b', 100n)]);
    assert.equal(await standing(core, invoice), 'paid none 100 100 100');
    assert.equal(await money(core, merchantId), 'pending 0 available 100 held 0');
  });

  it('holds money that comes before anybody said what is due', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdFrom(core, undecidedCommand(opened(), { merchantId }));
    await report(core, [depositOn(invoice, 'a', 100n)]);
    assert.equal(await standing(core, invoice), 'pending none 0 0 0');
    assert.deepEqual(await abnormal(core, invoice), ['wrong_asset 100 open']);
  });

  it('pays its fee from what is captured, once, and never more than that', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const asset = requireAsset('USDT');
    const fee = (fixed: bigint) =>
      core.perform((transaction) =>
        setFee(transaction, { merchantId, operation: 'invoice', asset, schedule: { fixed } }),
      );
    await fee(7n);
    const first = await createdInvoice(opened(), { merchantId });
    await report(core, [depositOn(first, 'a', 120n), depositOn(first, 'b', 5n)]);
    assert.equal(await money(core, merchantId), 'pending 0 available 93 held 25');
    assert.equal(await standing(core, first), 'paid over 120 120 100');
    await fee(1_000n);
    await report(core, [depositOn(await createdInvoice(opened(), { merchantId }), 'a', 100n)]);
    assert.equal(await money(core, merchantId), 'pending 0 available 93 held 25');
  });

  it('lists its deposits by pages, those that did not count too', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await createdInvoice(opened(), { merchantId });
    await report(core, [
      depositOn(invoice, 'a', 100n),
      depositOn(invoice, 'b', 1n),
      depositOn(invoice, 'c', 2n),
    ]);
    const of = { merchantId, subjectId: invoice.id, limit: 2 };
    const first = await listDeposits(core.reader, of);
    assert.deepEqual(
      first.deposits.map(({ amount, counted, state, sender }) => [amount.minor, counted, state, sender]),
      [
        [100n, true, 'confirmed', 'TPayer'],
        [1n, false, 'confirmed', 'TPayer'],
      ],
    );
    const { deposits, next } = await listDeposits(core.reader, { ...of, after: first.next ?? '' });
    assert.deepEqual([deposits.map(({ amount }) => amount.minor), next], [[2n], undefined]);
  });
});
