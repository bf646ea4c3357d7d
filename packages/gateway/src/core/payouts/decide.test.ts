import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plannedMoney } from '../../../../../test/support/planned-money.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { changed } from './change.ts';
import { begin, decide, type PayoutAction, type PayoutProgress, type PayoutRefusal } from './decide.ts';
import { PAYOUT_TRANSITIONS, type PayoutState } from './transitions.ts';

const usd = (minor: bigint) => amountOf(requireAsset('USD'), minor);
const idr = (minor: bigint) => amountOf(requireAsset('IDR'), minor);

const CONFIRM_BY = 100;

const domestic: PayoutProgress = {
  id: 'p',
  source: usd(500n),
  fee: usd(7n),
  amount: usd(500n),
  state: 'created',
  confirmBy: CONFIRM_BY,
};
const abroad: PayoutProgress = { ...domestic, amount: idr(8_000_000n) };
const free: PayoutProgress = { ...domestic, fee: usd(0n) };

/** What a merchant's thousand USD cents have become in each state. Not only `completed`, but all that follows it, is the rail's. */
const MONEY: Readonly<Record<PayoutState, Readonly<Record<string, bigint>>>> = {
  created: { 'USD available': 493n, 'USD held': 507n },
  confirmed: { 'USD available': 493n, 'USD held': 507n },
  review: { 'USD available': 493n, 'USD held': 507n },
  sent: { 'USD available': 493n, 'USD held': 507n },
  completed: { 'USD available': 493n, 'USD fees': 7n, 'USD rail': 500n },
  failed: { 'USD available': 1000n },
  returned: { 'USD available': 993n, 'USD fees': 7n },
  expired: { 'USD available': 1000n },
  cancelled: { 'USD available': 1000n },
};
const HOLDING: readonly PayoutState[] = ['created', 'confirmed', 'review', 'sent'];

const reason = fc.constantFrom({}, { reason: 'why' });
const action: fc.Arbitrary<PayoutAction> = fc.oneof(
  fc.constantFrom<PayoutAction>(
    { type: 'confirm' },
    { type: 'confirm', review: 'large' },
    { type: 'cancel' },
    { type: 'expire' },
    { type: 'approve' },
    { type: 'release' },
    { type: 'send' },
    { type: 'send', externalId: 'x' },
    { type: 'complete' },
  ),
  fc
    .tuple(fc.constantFrom('review', 'fail'), fc.constantFrom('operator', 'rail'), reason)
    .map(([type, by, why]) => ({ type, by, ...why }) as PayoutAction),
  reason.map((why): PayoutAction => ({ type: 'return', ...why })),
);
/** Most payouts are confirmed and released, or few would come far. */
const story = fc
  .tuple(
    fc.constantFrom([], ['confirm'], ['confirm', 'release']),
    fc.array(fc.tuple(action, fc.nat(40)), { maxLength: 8 }),
  )
  .map(([start, rest]) => [
    ...start.map((type) => [{ type } as PayoutAction, 0] as const),
    ...rest.map(([each, pause]) => [each, pause] as const),
  ]);

/** The states that events tell of, one after the other. @throws AssertionError if one is no transition of the table */
function follow(from: PayoutState, events: readonly { readonly kind: string }[]): PayoutState {
  return events.reduce((state, { kind }) => {
    const transition = PAYOUT_TRANSITIONS[state].find(({ event }) => event === kind);
    assert.ok(transition !== undefined, `${kind} in ${state}`);
    return transition.to;
  }, from);
}

describe('what becomes of a payout', () => {
  it('keeps to the table, tells of every change, ends once, and holds its money until it ends', () => {
    const reached = new Set<PayoutState>(['created']);
    const property = fc.property(story, (steps) => {
      const money = plannedMoney({ 'USD available': 1000n });
      money.apply(begin(domestic).movements);
      let payout = domestic;
      let now = 0;
      for (const [each, pause] of steps) {
        now += pause;
        const decision = decide(payout, each, now);
        if (!decision.ok) continue;
        const after = changed(payout, decision.change);
        assert.equal(follow(payout.state, decision.events), after.state);
        assert.equal(decision.events.length === 0, after.state === payout.state);
        money.apply(decision.movements);
        payout = after;
        reached.add(payout.state);
        assert.deepEqual(money.accounts(), MONEY[payout.state], payout.state);
        assert.deepEqual(money.pending(), HOLDING.includes(payout.state) ? ['payout p'] : []);
      }
    });
    fc.assert(property, { numRuns: 3_000 });
    assert.deepEqual([...reached].toSorted(), Object.keys(PAYOUT_TRANSITIONS).toSorted());
  });

  it('is final where nothing leads on: whatever is said, nothing moves and nothing is told', () => {
    const ends = Object.entries(PAYOUT_TRANSITIONS).filter(([, ways]) => ways.length === 0);
    for (const [state] of ends as [PayoutState, unknown][]) {
      const property = fc.property(
        action,
        fc.nat(200),
        fc.constantFrom({}, { releasedAt: 1 }),
        (each, now, how) => {
          const decision = decide({ ...domestic, state, ...how }, each, now);
          if (!decision.ok) return;
          const { movements, events, work, change } = decision;
          assert.deepEqual(
            { movements, events, work, change },
            { movements: [], events: [], work: [], change: { externalId: 'x' } },
          );
        },
      );
      fc.assert(property);
    }
  });

  it('changes nothing when it is told the same again', () => {
    const property = fc.property(story, action, fc.nat(40), (steps, last, pause) => {
      let payout = domestic;
      let now = 0;
      for (const [each, wait] of [...steps, [last, pause] as const]) {
        now += wait;
        const decision = decide(payout, each, now);
        if (decision.ok) payout = changed(payout, decision.change);
      }
      const again = decide(payout, last, now);
      if (again.ok) assert.deepEqual(again.change, {}, `${last.type} in ${payout.state}`);
    });
    fc.assert(property, { numRuns: 3_000 });
  });

  it('pays another asset through the exchange, and takes it back at the same rate', () => {
    const money = plannedMoney({ 'USD available': 1000n });
    money.apply(begin(abroad).movements);
    const sent = { ...abroad, state: 'sent', releasedAt: 1 } as const;
    const completed = decide(sent, { type: 'complete' }, 2);
    assert.ok(completed.ok);
    money.apply(completed.movements);
    const paid = { 'USD available': 493n, 'USD exchange': 500n, 'USD fees': 7n };
    assert.deepEqual(money.accounts(), { 'IDR exchange': -8_000_000n, 'IDR rail': 8_000_000n, ...paid });
    const returned = decide({ ...sent, state: 'completed' }, { type: 'return' }, 3);
    assert.ok(returned.ok);
    money.apply(returned.movements);
    assert.deepEqual(money.accounts(), { 'USD available': 993n, 'USD fees': 7n });
  });

  it('needs no posting for a fee of nothing', () => {
    for (const type of ['complete', 'return'] as const) {
      const money = plannedMoney({ 'USD available': 500n });
      money.apply(begin(free).movements);
      const decision = decide({ ...free, state: 'sent', releasedAt: 1 }, { type }, 2);
      assert.ok(decision.ok);
      money.apply(decision.movements);
      assert.equal(money.accounts()['USD fees'], undefined);
    }
  });

  it('goes through sent, where the rail’s word overtakes its receipt', () => {
    const released = { ...domestic, state: 'confirmed', releasedAt: 1 } as const;
    for (const [type, kind] of [
      ['complete', 'payout.completed'],
      ['return', 'payout.returned'],
    ] as const) {
      const decision = decide(released, { type }, 2);
      assert.ok(decision.ok);
      assert.deepEqual(decision.events, [{ kind: 'payout.sent' }, { kind }]);
    }
    const late = decide({ ...released, state: 'completed' }, { type: 'send', externalId: 'x' }, 3);
    assert.ok(late.ok);
    assert.deepEqual(late.change, { externalId: 'x' });
  });

  const refusals: readonly [name: string, PayoutProgress, PayoutAction, PayoutRefusal, now?: number][] = [
    ['confirming too late', domestic, { type: 'confirm' }, 'too_late', CONFIRM_BY],
    ['expiring too early', domestic, { type: 'expire' }, 'too_early', CONFIRM_BY - 1],
    ['cancelling what the rail may have', at('confirmed', 1), { type: 'cancel' }, 'handed_over'],
    ['rejecting what the rail may have', at('sent', 1), { type: 'fail', by: 'operator' }, 'handed_over'],
    ['reviewing what the rail may have', at('sent', 1), { type: 'review', by: 'operator' }, 'handed_over'],
    ['approving what is not under review', at('confirmed'), { type: 'approve' }, 'out_of_turn'],
    [
      'approving what the rail reviews',
      { ...at('review', 1), externalId: 'x' },
      { type: 'approve' },
      'handed_over',
    ],
    ['releasing what is under review', at('review'), { type: 'release' }, 'out_of_turn'],
    ['releasing what waits to be confirmed', at('created'), { type: 'release' }, 'out_of_turn'],
    ['completing what was never sent', at('confirmed'), { type: 'complete' }, 'not_handed_over'],
    [
      'failing of the rail’s what it never had',
      at('review'),
      { type: 'fail', by: 'rail' },
      'not_handed_over',
    ],
    ['failing what completed', at('completed', 1), { type: 'fail', by: 'rail' }, 'ended'],
    ['cancelling what completed', at('completed', 1), { type: 'cancel' }, 'ended'],
    ['completing what failed', at('failed', 1), { type: 'complete' }, 'ended'],
    ['completing what was cancelled', at('cancelled'), { type: 'complete' }, 'ended'],
    ['a late word of sending', at('completed', 1), { type: 'send' }, 'repeated'],
  ];
  for (const [name, payout, each, expected, now = 2] of refusals) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(decide(payout, each, now), { ok: false, reason: expected });
    });
  }
});

function at(state: PayoutState, releasedAt?: number): PayoutProgress {
  return { ...domestic, state, ...(releasedAt !== undefined && { releasedAt }) };
}
