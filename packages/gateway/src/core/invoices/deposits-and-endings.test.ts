import { onEachEngine } from '../../../../../test/support/core.ts';
import { type Story, specifyStories } from '../../../../../test/support/invoice-stories.ts';

/** 100 are due. */
const STORIES: readonly Story[] = [
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
    name: 'expired with a part that was rejected later has received nothing',
    steps: [['a', 30n, 'seen'], 'expire', ['a', 30n, 'rejected']],
    standing: 'expired none 0 0 0',
    money: 'pending 0 available 0 held 0',
    told: ['received', 'expired'],
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
];

onEachEngine('an invoice', (opened) => specifyStories(opened, STORIES));
