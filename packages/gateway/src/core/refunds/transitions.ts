import type { RefundState } from '../../store/queries/refunds.ts';

export type { RefundState };

/** What moves a refund from state to state: the merchant, handing it to the rail, or the rail. */
export type RefundStep = 'run' | 'cancel' | 'complete' | 'fail';

export interface RefundTransition {
  readonly on: RefundStep;
  readonly to: RefundState;
  readonly event: string;
}

/** A state that nothing leads out of is final. */
export const REFUND_TRANSITIONS: Readonly<Record<RefundState, readonly RefundTransition[]>> = {
  requested: [
    { on: 'run', to: 'running', event: 'refund.running' },
    { on: 'cancel', to: 'cancelled', event: 'refund.cancelled' },
  ],
  running: [
    { on: 'complete', to: 'done', event: 'refund.done' },
    { on: 'fail', to: 'failed', event: 'refund.failed' },
  ],
  done: [],
  failed: [],
  cancelled: [],
};
