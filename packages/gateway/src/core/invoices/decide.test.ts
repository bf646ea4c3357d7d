import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { amountOf, requireAsset } from '../../money/index.ts';
import type { StoredInvoiceState } from '../../store/queries/invoices.ts';
import type { Movement, PlannedEvent } from '../decision.ts';
import type { AbnormalMoney } from '../deposits/abnormal.ts';
import { decide, type InvoiceChange, type InvoiceDecisionCommand } from './decide.ts';
import type { DepositFacts, InvoiceFacts } from './facts.ts';
import { INVOICE_TRANSITIONS } from './transitions.ts';

const usdt = requireAsset('USDT');
const trx = requireAsset('TRX');
const EXPIRES_AT = 10;

/** What random days bring: reports of five deposits, time, and whoever cancels, quotes or looks whether it has expired. */
const anyAct = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant('report' as const),
      deposit: fc.nat(4),
      state: fc.constantFrom('seen', 'confirmed', 'rejected' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('wait' as const), time: fc.integer({ min: 1, max: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom('expire', 'cancel', 'quote' as const) }) },
);
const anyLife = fc.record({
  amounts: fc.array(fc.oneof(fc.constantFrom(30n, 70n, 100n), fc.bigInt(1n, 130n)), {
    minLength: 5,
    maxLength: 5,
  }),
  tolerance: fc.constantFrom(0n, 5n, 99n),
  isTrx: fc.constantFrom(5, 0, 4),
  acts: fc.array(anyAct, { maxLength: 25, size: 'max' }),
});
type Life = typeof anyLife extends fc.Arbitrary<infer T> ? T : never;
type Act = Life['acts'][number];

/** The rarest way: the deposit that kept an invoice from expiring is rejected after its time. */
const RARE: Life = {
  amounts: [100n, 1n, 1n, 1n, 1n],
  tolerance: 0n,
  isTrx: 5,
  acts: [
    { act: 'report', deposit: 0, state: 'seen' },
    { act: 'wait', time: EXPIRES_AT },
    { act: 'report', deposit: 0, state: 'rejected' },
  ],
};

/** Plays a life, and keeps its own books of it: what was heard, and where the money is by what was moved. */
class Play {
  facts: InvoiceFacts;
  now = 0;
  readonly deposits: (DepositFacts | undefined)[] = [];
  readonly abnormal: AbnormalMoney[] = [];
  readonly events: PlannedEvent[] = [];
  readonly #pending = new Map<string, bigint>();
  readonly #references = new Set<string>();
  #settled = { available: 0n, held: 0n };
  readonly #life: Life;

  constructor(life: Life) {
    this.#life = life;
    this.facts = {
      id: 'i',
      due: amountOf(usdt, 100n),
      tolerance: life.tolerance,
      expiresAt: EXPIRES_AT,
      rateExpiresAt: 5,
      storedState: 'pending',
      exception: 'none',
      received: 0n,
      confirmed: 0n,
      captured: 0n,
      deposits: [],
    };
  }

  /** @returns the events that it caused */
  act(act: Act): readonly PlannedEvent[] {
    if (act.act === 'wait') {
      this.now += act.time;
      return [];
    }
    const command = act.act === 'report' ? this.#reportOf(act) : commandOf(act.act);
    if (command === undefined) return [];
    const decision = decide(this.facts, command, this.now);
    if (!decision.ok) return [];
    for (const each of decision.movements) this.#move(each);
    this.events.push(...decision.events);
    this.#keep(decision.change);
    if (act.act === 'report') this.deposits[act.deposit] = decision.change.deposit;
    return decision.events;
  }

  /** Where the money is, and how much of it there is. */
  get money() {
    const pending = [...this.#pending.values()].reduce((sum, each) => sum + each, 0n);
    return { pending, ...this.#settled };
  }

  /** As the service does: what a report does not add to what is known is not decided about. */
  #reportOf({ deposit: index, state }: Extract<Act, { act: 'report' }>): InvoiceDecisionCommand | undefined {
    const known = this.deposits[index];
    if (known !== undefined && (known.state !== 'seen' || state === 'seen')) return undefined;
    const asset = index === this.#life.isTrx ? trx : usdt;
    const amount = amountOf(asset, this.#life.amounts[index] ?? 1n);
    const deposit = known ?? { id: `d${index}`, amount, state: 'seen', counted: false };
    return { type: 'deposit', deposit, isNew: known === undefined, report: state };
  }

  #keep({ facts, abnormal }: InvoiceChange) {
    // What is rejected leaves the list of what was received, as it does in the store.
    this.facts = { ...facts, deposits: facts.deposits.filter(({ state }) => state !== 'rejected') };
    this.abnormal.push(...abnormal);
  }

  #move(movement: Movement) {
    assert.ok(!this.#references.has(movement.reference), `${movement.reference} is moved once`);
    this.#references.add(movement.reference);
    if (movement.phase === 'pending') {
      const [from, to] = movement.postings;
      assert.deepEqual([from?.purpose, to?.purpose], ['rail', 'pending']);
      this.#pending.set(movement.reference, to?.amount.minor ?? 0n);
      return;
    }
    assert.ok('resolves' in movement);
    const pending = this.#pending.get(movement.resolves);
    assert.ok(pending !== undefined, `${movement.resolves} is pending`);
    this.#pending.delete(movement.resolves);
    if (movement.phase === 'void') return;
    const taken = movement.postings.filter(({ purpose }) => purpose === 'pending');
    assert.equal(
      taken.reduce((sum, { amount }) => sum - amount.minor, 0n),
      pending,
    );
    for (const { purpose, amount } of movement.postings) {
      if (purpose === 'available' || purpose === 'held') this.#settled[purpose] += amount.minor;
    }
  }
}

function commandOf(act: 'expire' | 'cancel' | 'quote'): InvoiceDecisionCommand {
  if (act !== 'quote') return { type: act };
  return { type: 'quote', terms: { due: amountOf(usdt, 100n), tolerance: 0n, rateExpiresAt: 8 } };
}

const sum = (deposits: readonly (DepositFacts | AbnormalMoney)[]) =>
  deposits.reduce((total, { amount }) => total + amount.minor, 0n);

/** What must hold after every step. */
function assertConsistent(play: Play) {
  const { facts, money, abnormal } = play;
  const heard = play.deposits.filter((each) => each !== undefined && each.state !== 'rejected');
  const known = heard.filter((each) => each !== undefined);
  const counted = known.filter((each) => each.counted);
  assert.equal(facts.received, sum(counted), 'received is what counts');
  assert.equal(facts.confirmed, sum(counted.filter(({ state }) => state === 'confirmed')));
  assert.equal(money.pending + money.available + money.held, sum(known), 'no money is lost or made');
  assert.equal(money.available, facts.captured, 'what is captured is the merchant’s');
  assert.equal(money.held, sum(abnormal), 'what is held has its record');

  const { storedState: state, exception, tolerance } = facts;
  const isEnough = (minor: bigint) => minor >= 100n - tolerance;
  if (state === 'pending') assert.ok(!isEnough(facts.received));
  if (state === 'confirming') assert.ok(isEnough(facts.received) && !isEnough(facts.confirmed));
  if (state === 'cancelled') assert.equal(facts.received, 0n);
  if (state === 'paid') assert.ok(isEnough(facts.captured) && facts.captured <= 100n + tolerance);
  else assert.equal(facts.captured, 0n);
  assert.equal(facts.paidAt !== undefined, state === 'paid');

  const kinds = new Set(abnormal.map(({ kind }) => kind));
  assert.equal(exception === 'over', kinds.has('over'));
  assert.equal(exception === 'late', kinds.has('late'));
  const isPart = facts.received > 0n && (state === 'pending' || (state === 'expired' && !kinds.has('late')));
  assert.equal(exception === 'partial', isPart);
}

/** Every change of state is in the table and has its event. @returns the ways that were taken, by the events alone */
function waysOf(from: StoredInvoiceState, events: readonly PlannedEvent[], to: StoredInvoiceState): string[] {
  const ways: string[] = [];
  let state = from;
  for (const { kind } of events) {
    const way = INVOICE_TRANSITIONS[state].find(({ event }) => event === kind);
    if (way === undefined) {
      assert.ok(
        ['invoice.received', 'invoice.quoted'].includes(kind),
        `${kind} of an invoice that is ${state}`,
      );
      continue;
    }
    ways.push(`${state} ${way.to}`);
    state = way.to;
  }
  assert.equal(state, to);
  return ways;
}

describe('whatever happens to an invoice', () => {
  it('it goes only where the table says, tells of it, never leaves an end, and no money is lost or made', () => {
    const taken = new Set<string>();
    const specified = fc.property(anyLife, (life) => {
      const play = new Play(life);
      for (const act of life.acts) {
        const from = play.facts.storedState;
        const events = play.act(act);
        const to = play.facts.storedState;
        for (const way of waysOf(from, events, to)) taken.add(way);
        if (INVOICE_TRANSITIONS[from].length === 0) assert.equal(to, from, 'final means final');
        assertConsistent(play);
      }
    });
    fc.assert(specified, { numRuns: 1_000, examples: [[RARE]] });
    const all = Object.entries(INVOICE_TRANSITIONS).flatMap(([from, ways]) =>
      ways.map(({ to }) => `${from} ${to}`),
    );
    assert.deepEqual([...taken].toSorted(), all.toSorted(), 'every way there is was taken');
  });

  it('once every deposit is decided about, nothing is pending but what waits for the rest', () => {
    const specified = fc.property(anyLife, (life) => {
      const play = new Play(life);
      for (const act of life.acts) play.act(act);
      play.act({ act: 'wait', time: EXPIRES_AT });
      play.act({ act: 'expire' });
      for (const deposit of play.deposits.keys()) play.act({ act: 'report', deposit, state: 'confirmed' });
      assert.equal(play.money.pending, 0n);
      assert.ok(INVOICE_TRANSITIONS[play.facts.storedState].length === 0);
    });
    fc.assert(specified);
  });
});
