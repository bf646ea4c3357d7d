import type { PayoutRow } from '../../store/queries/payouts.ts';
import { type Decision, type Movement, NOTHING, type Plan, type PlannedWork, refused } from '../decision.ts';
import { complete, hold, release, takeBackHeld, takeBackPaid } from './movements.ts';
import { PAYOUT_TRANSITIONS, type PayoutState, type PayoutStep } from './transitions.ts';

/** What a decision about a payout depends on. */
export type PayoutProgress = Pick<
  PayoutRow,
  'id' | 'source' | 'fee' | 'amount' | 'state' | 'confirmBy' | 'releasedAt' | 'externalId'
>;

/** Until the rail may have a payout, the merchant and the operator decide what becomes of it; from then on the rail does. */
export type PayoutAction =
  /** With a reason for it, confirming puts the payout under review. */
  | { readonly type: 'confirm'; readonly review?: string }
  | { readonly type: 'cancel' }
  | { readonly type: 'expire' }
  | { readonly type: 'review'; readonly by: 'operator' | 'rail'; readonly reason?: string }
  /** Ends an operator's review: it may be sent. */
  | { readonly type: 'approve' }
  /** About to be handed to the rail. Stored before the rail is asked, so that nobody cancels what may have been sent. */
  | { readonly type: 'release' }
  | { readonly type: 'send'; readonly externalId?: string }
  | { readonly type: 'complete' }
  | { readonly type: 'fail'; readonly by: 'operator' | 'rail'; readonly reason?: string }
  | { readonly type: 'return'; readonly reason?: string };

export type PayoutRefusal =
  /** It stands so already: the same again, or what comes late. */
  | 'repeated'
  /** It has ended otherwise. */
  | 'ended'
  /** Its state does not allow this. */
  | 'out_of_turn'
  /** The rail may have it: only the rail can say. */
  | 'handed_over'
  /** The rail was never asked to send it. */
  | 'not_handed_over'
  /** The time to confirm it is over. */
  | 'too_late'
  /** Its time to confirm is not over. */
  | 'too_early';

/** An undefined reason is none: each state has its own. */
export type PayoutChange = Partial<Pick<PayoutRow, 'state' | 'releasedAt' | 'externalId'>> & {
  readonly reason?: string | undefined;
};

export type PayoutDecision = Decision<PayoutChange, PayoutRefusal>;

/** What a new payout begins with: its hold, which the balance may refuse, and its time to be confirmed. */
export function begin(payout: PayoutProgress): Plan {
  const { confirmBy } = payout;
  return {
    movements: [hold(payout)],
    events: [{ kind: 'payout.created' }],
    work: confirmBy === undefined ? [] : [{ kind: 'payout.expiry', dueAt: confirmBy }],
  };
}

/** What becomes of a payout. Pure; `now` is in Unix milliseconds. */
export function decide(payout: PayoutProgress, action: PayoutAction, now: number): PayoutDecision {
  const refusal = refusalOf(payout, action, now);
  if (refusal !== undefined) return refused(refusal);
  switch (action.type) {
    case 'approve':
      // It stays under review until the rail has taken it.
      return { ok: true, ...NOTHING, change: { releasedAt: now }, work: [sending(now)] };
    case 'release':
      return { ok: true, ...NOTHING, change: payout.releasedAt === undefined ? { releasedAt: now } : {} };
    case 'confirm':
      return action.review === undefined
        ? step(payout, 'confirm', {}, [sending(now)])
        : followed(payout, step(payout, 'confirm'), underReview(action.review), now);
    case 'send':
      return take(payout, action);
    case 'complete':
    case 'return':
      // What the rail has to say can overtake its receipt.
      return payout.state === 'confirmed' || payout.state === 'review'
        ? followed(payout, step(payout, 'send'), action, now)
        : step(payout, action.type, reasonOf(action));
    default:
      return step(payout, action.type, reasonOf(action));
  }
}

/** What is no news in a state: it stands so already, or has been left behind. */
const HEARD: Readonly<Record<PayoutState, readonly PayoutAction['type'][]>> = {
  created: [],
  confirmed: ['confirm'],
  review: ['confirm', 'review'],
  sent: ['confirm', 'approve', 'send'],
  completed: ['confirm', 'approve', 'release', 'send', 'review', 'complete'],
  failed: ['confirm', 'release', 'send', 'review', 'fail'],
  returned: ['confirm', 'approve', 'release', 'send', 'review', 'complete', 'return'],
  expired: ['release', 'expire'],
  cancelled: ['release', 'cancel'],
};

/** A payout that completed has ended too, though the rail can still give it back. */
const ENDS: readonly PayoutState[] = ['completed', 'failed', 'returned', 'expired', 'cancelled'];

function refusalOf(payout: PayoutProgress, action: PayoutAction, now: number): PayoutRefusal | undefined {
  const { state, releasedAt, externalId } = payout;
  const isReleased = releasedAt !== undefined;
  if (action.type === 'send' && isReleased && externalId === undefined && action.externalId !== undefined) {
    return undefined;
  }
  if (HEARD[state].includes(action.type)) return 'repeated';
  if (ENDS.includes(state) && !PAYOUT_TRANSITIONS[state].some(({ on }) => on === action.type)) return 'ended';
  switch (action.type) {
    case 'confirm':
      return payout.confirmBy !== undefined && now >= payout.confirmBy ? 'too_late' : undefined;
    case 'expire':
      return state === 'created' && payout.confirmBy !== undefined && now < payout.confirmBy
        ? 'too_early'
        : undefined;
    case 'release':
      if (externalId !== undefined) return 'repeated';
      return state === 'confirmed' || isReleased ? undefined : 'out_of_turn';
    case 'approve':
      // The rail has reviews of its own.
      if (isReleased) return externalId === undefined ? 'repeated' : 'handed_over';
      return state === 'review' ? undefined : 'out_of_turn';
    case 'cancel':
      return isReleased ? 'handed_over' : undefined;
    case 'send':
    case 'complete':
    case 'return':
      return isReleased ? undefined : 'not_handed_over';
    case 'review':
    case 'fail':
      if (action.by === 'rail') return isReleased ? undefined : 'not_handed_over';
      return isReleased ? 'handed_over' : undefined;
  }
}

/** The rail has it. Its id is kept even where the end was heard of before. */
function take(payout: PayoutProgress, { externalId }: { readonly externalId?: string }): PayoutDecision {
  const known = externalId === undefined ? {} : { externalId };
  return payout.state === 'confirmed' || payout.state === 'review'
    ? step(payout, 'send', known)
    : { ok: true, ...NOTHING, change: known };
}

function step(
  payout: PayoutProgress,
  on: PayoutStep,
  change: PayoutChange = {},
  work: readonly PlannedWork[] = [],
): PayoutDecision {
  const transition = PAYOUT_TRANSITIONS[payout.state].find((each) => each.on === on);
  if (transition === undefined) return refused('out_of_turn');
  const { to: state, event: kind } = transition;
  const { reason } = change;
  return {
    ok: true,
    change: { reason: undefined, ...change, state },
    movements: movementsOf(payout, state),
    // By the time it is told, the payout may stand otherwise, without this reason.
    events: [{ kind, ...(reason !== undefined && { data: { reason } }) }],
    work,
  };
}

/** One step, and what follows from it at once. */
function followed(
  payout: PayoutProgress,
  first: PayoutDecision,
  action: PayoutAction,
  now: number,
): PayoutDecision {
  if (!first.ok) return first;
  const { reason: _, ...change } = first.change;
  const second = decide({ ...payout, ...change }, action, now);
  if (!second.ok) return second;
  return {
    ok: true,
    change: { ...first.change, ...second.change },
    movements: [...first.movements, ...second.movements],
    events: [...first.events, ...second.events],
    work: [...first.work, ...second.work],
  };
}

/** Every hold is resolved once: by the one step that leads out of the states in which money is held. */
function movementsOf(payout: PayoutProgress, to: PayoutState): readonly Movement[] {
  switch (to) {
    case 'failed':
    case 'expired':
    case 'cancelled':
      return [release(payout, to)];
    case 'completed':
      return [complete(payout)];
    case 'returned':
      return [payout.state === 'completed' ? takeBackPaid(payout) : takeBackHeld(payout)];
    default:
      return [];
  }
}

function underReview(reason: string): PayoutAction {
  return { type: 'review', by: 'operator', reason };
}

function sending(dueAt: number): PlannedWork {
  return { kind: 'payout.send', dueAt };
}

function reasonOf(action: PayoutAction): PayoutChange {
  return 'reason' in action && action.reason !== undefined ? { reason: action.reason } : {};
}
