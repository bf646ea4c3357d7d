import { onEachEngine } from '../../../../../test/support/core.ts';
import { type Story, specifyStories } from '../../../../../test/support/invoice-stories.ts';
import { amountOf, requireAsset } from '../../money/index.ts';

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

onEachEngine('an invoice', (opened) => specifyStories(opened, STORIES));
