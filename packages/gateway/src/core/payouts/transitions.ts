import type { PayoutState } from '../../store/queries/payouts.ts';

export type { PayoutState };

/** What moves a payout from state to state: the merchant, an operator, time, or the rail. */
export type PayoutStep = 'confirm' | 'cancel' | 'expire' | 'review' | 'send' | 'complete' | 'fail' | 'return';

export interface PayoutTransition {
  readonly on: PayoutStep;
  readonly to: PayoutState;
  readonly event: string;
}

const confirmed: PayoutTransition = { on: 'confirm', to: 'confirmed', event: 'payout.confirmed' };
const cancelled: PayoutTransition = { on: 'cancel', to: 'cancelled', event: 'payout.cancelled' };
const expired: PayoutTransition = { on: 'expire', to: 'expired', event: 'payout.expired' };
const review: PayoutTransition = { on: 'review', to: 'review', event: 'payout.review' };
const sent: PayoutTransition = { on: 'send', to: 'sent', event: 'payout.sent' };
const completed: PayoutTransition = { on: 'complete', to: 'completed', event: 'payout.completed' };
const failed: PayoutTransition = { on: 'fail', to: 'failed', event: 'payout.failed' };
const returned: PayoutTransition = { on: 'return', to: 'returned', event: 'payout.returned' };

/** A state that nothing leads out of is final. */
export const PAYOUT_TRANSITIONS: Readonly<Record<PayoutState, readonly PayoutTransition[]>> = {
  created: [confirmed, expired, cancelled],
  confirmed: [review, sent, failed, cancelled],
  review: [sent, failed, cancelled],
  sent: [review, completed, failed, returned],
  completed: [returned],
  failed: [],
  returned: [],
  expired: [],
  cancelled: [],
};
