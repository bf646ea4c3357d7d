import { movement } from '../../ledger/index.ts';
import type { RefundRow } from '../../store/queries/refunds.ts';
import { type Decision, type Movement, NOTHING, type Plan, refused } from '../decision.ts';
import { REFUND_TRANSITIONS, type RefundState, type RefundStep } from './transitions.ts';

/** What a decision about a refund depends on. */
export type RefundProgress = Pick<RefundRow, 'id' | 'amount' | 'abnormalId' | 'state' | 'externalId'>;

/** Until the rail may have a refund, the merchant can take it back; from then on the rail decides what becomes of it. */
export type RefundAction =
  /** About to be handed to the rail. Stored before the rail is asked, so that nobody cancels what may have been sent. */
  | { readonly type: 'run' }
  /** The rail has it. */
  | { readonly type: 'take'; readonly externalId: string }
  | { readonly type: 'cancel' }
  | { readonly type: 'complete' }
  | { readonly type: 'fail'; readonly reason?: string };

export type RefundRefusal =
  /** It stands so already: the same again, or what comes late. */
  | 'repeated'
  /** It has ended otherwise. */
  | 'ended'
  /** The rail may have it: only the rail can say. */
  | 'handed_over'
  /** The rail was never asked to send it. */
  | 'not_handed_over';

export type RefundChange = Partial<Pick<RefundRow, 'state' | 'reason' | 'externalId'>>;

export type RefundDecision = Decision<RefundChange, RefundRefusal>;

/** What a new refund begins with. What was captured is set aside; what came in otherwise than asked for is held already. */
export function begin({ id, amount, abnormalId }: RefundProgress, now: number): Plan {
  const hold: Movement = {
    phase: 'pending',
    kind: 'refund.hold',
    reference: `refund ${id}`,
    postings: movement(amount, { from: 'available', to: 'held' }),
  };
  return {
    movements: abnormalId === undefined ? [hold] : [],
    events: [{ kind: 'refund.requested' }],
    work: [{ kind: 'refund.send', dueAt: now }],
  };
}

/** What becomes of a refund. Pure. */
export function decide(refund: RefundProgress, action: RefundAction): RefundDecision {
  const { state, externalId } = refund;
  switch (action.type) {
    case 'run':
      // Asked, and no receipt was stored: it is asked again.
      if (state === 'running' && externalId === undefined) return { ok: true, ...NOTHING, change: {} };
      break;
    case 'take':
      if (state === 'requested') return refused('not_handed_over');
      if (externalId !== undefined) return refused('repeated');
      return { ok: true, ...NOTHING, change: { externalId: action.externalId } };
    default:
  }
  return step(refund, action.type, 'reason' in action ? { reason: action.reason } : {});
}

/** What is no news in a state: it stands so already, or has been left behind. */
const HEARD: Readonly<Record<RefundState, readonly RefundStep[]>> = {
  requested: [],
  running: ['run'],
  done: ['run', 'complete'],
  failed: ['run', 'fail'],
  cancelled: ['run', 'cancel'],
};

function step(refund: RefundProgress, on: RefundStep, change: RefundChange): RefundDecision {
  const { state } = refund;
  const transition = REFUND_TRANSITIONS[state].find((each) => each.on === on);
  if (transition !== undefined) {
    const { to, event: kind } = transition;
    const { reason } = change;
    return {
      ok: true,
      change: { ...change, state: to },
      movements: movementsOf(refund, to),
      events: [{ kind, ...(reason !== undefined && { data: { reason } }) }],
      work: [],
    };
  }
  if (HEARD[state].includes(on)) return refused('repeated');
  if (REFUND_TRANSITIONS[state].length === 0) return refused('ended');
  return refused(state === 'running' ? 'handed_over' : 'not_handed_over');
}

/** Every hold is resolved once. An abnormal payment's stays, if its refund comes to nothing: it can be refunded again, or accepted. */
function movementsOf({ id, amount, abnormalId }: RefundProgress, to: RefundState): readonly Movement[] {
  const kind = `refund.${to}`;
  const reference = `refund ${id} ${to}`;
  const resolves = `refund ${id}`;
  const postings = movement(amount, { from: 'held', to: 'rail' });
  switch (to) {
    case 'done':
      return abnormalId === undefined
        ? [{ phase: 'completion', kind, reference, resolves, postings }]
        : [{ phase: 'posted', kind, reference, postings }];
    case 'failed':
    case 'cancelled':
      return abnormalId === undefined ? [{ phase: 'void', kind, reference, resolves }] : [];
    default:
      return [];
  }
}
