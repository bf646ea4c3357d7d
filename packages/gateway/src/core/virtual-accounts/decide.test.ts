import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Posting } from '../../ledger/index.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import type { Movement, Plan } from '../decision.ts';
import { type Deposit, standingOf } from '../deposits/report.ts';
import { type FeeSchedule, FREE, withheldFeeOf } from '../fees/schedule.ts';
import { decideDeposit, decideEnd, stateAt, type VirtualAccountFacts } from './decide.ts';
import { VIRTUAL_ACCOUNT_TRANSITIONS, type VirtualAccountState } from './transitions.ts';

const [idr, usd] = [requireAsset('IDR'), requireAsset('USD')];
const EXPIRY = 10;

type Action =
  | { readonly type: 'close' | 'expire' | 'wait' }
  | {
      readonly type: 'report';
      readonly name: string;
      readonly minor: bigint;
      readonly asset: typeof idr;
      readonly state: Deposit['state'];
    };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ type: 'close' } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'expire' } as const) },
  { weight: 3, arbitrary: fc.constant({ type: 'wait' } as const) },
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('report' as const),
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      minor: fc.constantFrom(1n, 100n, 101n),
      asset: fc.constantFrom(idr, idr, idr, usd),
      state: fc.constantFrom('seen' as const, 'confirmed' as const, 'rejected' as const),
    }),
  },
);

const account: fc.Arbitrary<VirtualAccountFacts> = fc
  .record({ isFixed: fc.boolean(), expires: fc.boolean() })
  .map(({ isFixed, expires }) => ({
    state: 'active',
    asset: idr,
    received: 0n,
    ...(isFixed && { fixed: amountOf(idr, 100n) }),
    ...(expires && { expiresAt: EXPIRY }),
  }));

const schedule: fc.Arbitrary<FeeSchedule> = fc.constantFrom(
  FREE,
  { fixed: 7n, proportionMillionths: 10_000n, minimum: 0n },
  { ...FREE, minimum: 50n },
);

/** What a life comes to: every account of the books, every event, every abnormal payment. */
interface Life {
  readonly state: VirtualAccountState;
  readonly facts: VirtualAccountFacts;
  readonly deposits: ReadonlyMap<string, Deposit>;
  readonly transfers: readonly Movement[];
  readonly events: readonly string[];
  readonly abnormal: ReadonlyMap<string, string>;
}

function live(start: VirtualAccountFacts, fees: FeeSchedule, actions: readonly Action[]): Life {
  let facts = start;
  let now = 0;
  const deposits = new Map<string, Deposit>();
  const transfers: Movement[] = [];
  const events: string[] = [];
  const abnormal = new Map<string, string>();
  const keep = (plan: Plan) => {
    transfers.push(...plan.movements);
    events.push(...plan.events.map(({ kind }) => kind));
  };
  const changeTo = (next: VirtualAccountFacts, plan: Plan) => {
    const changed = plan.events.filter(({ kind }) => kind !== 'virtual_account.received');
    const told = VIRTUAL_ACCOUNT_TRANSITIONS[facts.state].find(({ to }) => to === next.state)?.event;
    assert.deepEqual(
      changed.map(({ kind }) => kind),
      next.state === facts.state ? [] : [told],
    );
    facts = next;
    keep(plan);
  };
  for (const step of actions) {
    if (step.type === 'wait') now += 4;
    else if (step.type === 'report') {
      const event = reportOf(step, now);
      const existing = deposits.get(step.name);
      const isNew = existing === undefined;
      if (existing !== undefined && standingOf(existing, event) !== 'further') continue;
      const reported = { deposit: existing ?? firstHeard(event), isNew, report: step.state, schedule: fees };
      const decision = decideDeposit(facts, reported, now);
      const { deposit, abnormal: kept, ...change } = decision.change;
      deposits.set(step.name, deposit);
      for (const { depositId, kind, amount } of kept) abnormal.set(depositId, `${kind} ${amount.minor}`);
      assert.equal(change.state, stateAt(facts, now));
      if (isNew) assert.equal(deposit.counted, step.state !== 'rejected' && isAsAsked(facts, step, now));
      changeTo({ ...facts, ...change }, decision);
    } else {
      const decision = decideEnd(facts, step.type, now);
      if (decision.ok) changeTo({ ...facts, ...decision.change }, decision);
      else if (step.type === 'close') assert.notEqual(stateAt(facts, now), 'active');
    }
  }
  return { state: facts.state, facts, deposits, transfers, events, abnormal };
}

function reportOf({ name, minor, asset, state }: Report, now: number) {
  const subject = { merchantId: 'm', dialect: 'd', kind: 'virtual_account', id: 'v' } as const;
  const amount = amountOf(asset, minor);
  const event = { type: 'deposit', rail: 'r', externalId: name, subject, amount, state, occurredAt: now };
  return event as Parameters<typeof standingOf>[1];
}

function firstHeard({ externalId, amount, occurredAt }: ReturnType<typeof reportOf>): Deposit {
  return {
    ...{ merchantId: 'm', id: externalId, dialect: 'd', rail: 'r', externalId },
    ...{ subjectKind: 'virtual_account', subjectId: 'v' },
    ...{ amount, state: 'seen', counted: false, occurredAt, createdAt: occurredAt, updatedAt: occurredAt },
  };
}

type Report = Extract<Action, { type: 'report' }>;

function isAsAsked(facts: VirtualAccountFacts, { asset, minor }: Report, now: number): boolean {
  return stateAt(facts, now) === 'active' && asset === idr && (facts.fixed === undefined || minor === 100n);
}

/** Of what does not count. */
function kindOf({ fixed }: VirtualAccountFacts, { amount }: Deposit): string {
  if (amount.asset === usd) return 'wrong_asset';
  if (fixed === undefined) return 'late';
  return { '1': 'under', '100': 'late', '101': 'over' }[String(amount.minor)] ?? 'impossible';
}

/** What each account of the books holds in the end, by asset and purpose. Transfers are made once, and resolved once. */
function booksOf(transfers: readonly Movement[]): ReadonlyMap<string, bigint> {
  const books = new Map<string, bigint>();
  const pending = new Map<string, readonly Posting[]>();
  const post = (postings: readonly Posting[], sign = 1n) => {
    for (const { purpose, amount } of postings) {
      const key = `${amount.asset.code} ${purpose}`;
      books.set(key, (books.get(key) ?? 0n) + sign * amount.minor);
    }
  };
  for (const transfer of transfers) {
    if (transfer.phase === 'void' || transfer.phase === 'completion') {
      const resolved = pending.get(transfer.resolves);
      assert.ok(resolved !== undefined && pending.delete(transfer.resolves), transfer.resolves);
      if (transfer.phase === 'void') post(resolved, -1n);
      else post(transfer.postings);
    } else {
      post(transfer.postings);
      pending.set(transfer.reference, transfer.postings);
    }
  }
  const references = transfers.map(({ reference }) => reference);
  assert.equal(new Set(references).size, references.length);
  return books;
}

describe('a virtual account', () => {
  it('keeps its books, whatever comes: what is confirmed is the merchant’s less the fee, or held', () => {
    fc.assert(
      fc.property(account, schedule, fc.array(action, { maxLength: 40 }), (start, fees, actions) => {
        const { facts, deposits, transfers, events, abnormal } = live(start, fees, actions);
        const books = booksOf(transfers);
        const of = (key: string) => books.get(key) ?? 0n;
        const sum = (wanted: (deposit: Deposit) => boolean, worth = ({ amount }: Deposit) => amount.minor) =>
          [...deposits.values()].filter(wanted).reduce((total, deposit) => total + worth(deposit), 0n);
        const isCredited = ({ state, counted }: Deposit) => state === 'confirmed' && counted;
        const fee = ({ amount }: Deposit) => withheldFeeOf(fees, amount).minor;
        assert.equal(facts.received, sum(isCredited));
        assert.equal(of('IDR available'), facts.received - sum(isCredited, fee));
        assert.equal(of('IDR fees'), sum(isCredited, fee));
        assert.equal(of('USD available'), 0n);
        for (const { code } of [idr, usd]) {
          const isOf = ({ amount }: Deposit) => amount.asset.code === code;
          assert.equal(
            of(`${code} pending`),
            sum((each) => isOf(each) && each.state === 'seen'),
          );
          const isHeld = (each: Deposit) => isOf(each) && each.state === 'confirmed' && !each.counted;
          assert.equal(of(`${code} held`), sum(isHeld));
          assert.equal(of(`${code} rail`), -sum((each) => isOf(each) && each.state !== 'rejected'));
        }
        const received = events.filter((kind) => kind === 'virtual_account.received').length;
        assert.equal(received, [...deposits.values()].filter(isCredited).length);
        for (const deposit of deposits.values()) {
          const isKept = deposit.state === 'confirmed' && !deposit.counted;
          const kept = `${kindOf(facts, deposit)} ${deposit.amount.minor}`;
          assert.equal(abnormal.get(deposit.id), isKept ? kept : undefined);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reaches every state, and stays where nothing leads on', () => {
    const reached = new Set<VirtualAccountState>();
    fc.assert(
      fc.property(account, fc.array(action, { maxLength: 20 }), fc.array(action), (start, before, after) => {
        const { facts, state } = live(start, FREE, before);
        reached.add(state);
        if (VIRTUAL_ACCOUNT_TRANSITIONS[state].length > 0) return;
        const { state: later, events } = live(facts, FREE, after);
        assert.equal(later, state);
        assert.ok(events.every((kind) => kind === 'virtual_account.received'));
      }),
      { numRuns: 300 },
    );
    assert.deepEqual([...reached].sort(), Object.keys(VIRTUAL_ACCOUNT_TRANSITIONS).sort());
  });

  it('expires at its time, not before, whether or not anybody has written it', () => {
    const facts = { state: 'active', asset: idr, received: 0n, expiresAt: EXPIRY } as const;
    assert.equal(stateAt(facts, EXPIRY - 1), 'active');
    assert.equal(stateAt(facts, EXPIRY), 'expired');
    assert.deepEqual(decideEnd(facts, 'expire', EXPIRY - 1), { ok: false, reason: 'not_due' });
    assert.deepEqual(decideEnd(facts, 'close', EXPIRY), { ok: false, reason: 'ended' });
    assert.equal(decideEnd(facts, 'expire', EXPIRY).ok, true);
  });
});
