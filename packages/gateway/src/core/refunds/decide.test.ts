import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plannedMoney } from '../../../../../test/support/planned-money.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { begin, decide, type RefundAction, type RefundProgress, type RefundRefusal } from './decide.ts';
import { REFUND_TRANSITIONS, type RefundState } from './transitions.ts';

const requested: RefundProgress = { id: 'r', amount: amountOf(requireAsset('USD'), 30n), state: 'requested' };
const ofSurplus: RefundProgress = { ...requested, abnormalId: 'a' };

const UNDER_WAY = { 'USD available': 70n, 'USD held': 30n };
const BACK = { 'USD available': 100n };
/** What a merchant's hundred cents have become in each state. */
const OF_CAPTURED: Readonly<Record<RefundState, Readonly<Record<string, bigint>>>> = {
  requested: UNDER_WAY,
  running: UNDER_WAY,
  done: { 'USD available': 70n, 'USD rail': 30n },
  failed: BACK,
  cancelled: BACK,
};
const HELD = { 'USD held': 50n };
/** What fifty cents have become that are held because they were not asked for. */
const OF_SURPLUS: Readonly<Record<RefundState, Readonly<Record<string, bigint>>>> = {
  requested: HELD,
  running: HELD,
  done: { 'USD held': 20n, 'USD rail': 30n },
  failed: HELD,
  cancelled: HELD,
};

const action = fc.constantFrom<RefundAction>(
  { type: 'run' },
  { type: 'take', externalId: 'x' },
  { type: 'cancel' },
  { type: 'complete' },
  { type: 'fail', reason: 'why' },
);

describe('what becomes of a refund', () => {
  for (const [name, first, opening, expected] of [
    ['of what was captured', requested, { 'USD available': 100n }, OF_CAPTURED],
    ['of a surplus', ofSurplus, HELD, OF_SURPLUS],
  ] as const) {
    it(`${name} keeps to the table, tells of every change, and resolves its hold once`, () => {
      const reached = new Set<RefundState>(['requested']);
      const property = fc.property(fc.array(action, { maxLength: 8 }), (actions) => {
        const money = plannedMoney(opening);
        money.apply(begin(first, 0).movements);
        let refund: RefundProgress = first;
        for (const each of actions) {
          const decision = decide(refund, each);
          if (!decision.ok) continue;
          const after = { ...refund, ...decision.change };
          const told = REFUND_TRANSITIONS[refund.state].find(({ to }) => to === after.state);
          const isSame = refund.state === after.state;
          const why = after.state === 'failed' ? { data: { reason: 'why' } } : {};
          assert.deepEqual(decision.events, isSame ? [] : [{ kind: told?.event, ...why }]);
          money.apply(decision.movements);
          assert.deepEqual(money.accounts(), expected[after.state], after.state);
          refund = after;
          reached.add(refund.state);
          const again = decide(refund, each);
          if (again.ok) assert.deepEqual(again.change, {}, each.type);
        }
        const isHeld = first === requested && ['requested', 'running'].includes(refund.state);
        assert.deepEqual(money.pending(), isHeld ? ['refund r'] : []);
      });
      fc.assert(property, { numRuns: 1_000 });
      assert.deepEqual([...reached].toSorted(), Object.keys(REFUND_TRANSITIONS).toSorted());
    });
  }

  const refusals: readonly [name: string, RefundState, RefundAction, RefundRefusal][] = [
    ['cancelling what the rail may have', 'running', { type: 'cancel' }, 'handed_over'],
    ['completing what was never sent', 'requested', { type: 'complete' }, 'not_handed_over'],
    ['a receipt of what was never sent', 'requested', { type: 'take', externalId: 'x' }, 'not_handed_over'],
    ['failing what is done', 'done', { type: 'fail' }, 'ended'],
    ['completing what failed', 'failed', { type: 'complete' }, 'ended'],
    ['running what was cancelled', 'cancelled', { type: 'run' }, 'repeated'],
    ['completing what is done', 'done', { type: 'complete' }, 'repeated'],
  ];
  for (const [name, state, each, expected] of refusals) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(decide({ ...requested, state }, each), { ok: false, reason: expected });
    });
  }
});
