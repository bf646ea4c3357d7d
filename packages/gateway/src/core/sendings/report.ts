import type { SendingEvent } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import { changePayout } from '../payouts/change.ts';
import type { PayoutRefusal } from '../payouts/decide.ts';
import type { PayoutState } from '../payouts/transitions.ts';
import { reported as reportedOfPayout } from '../payouts/work.ts';
import { changeRefund } from '../refunds/change.ts';
import type { RefundRefusal } from '../refunds/decide.ts';
import { findRefund } from '../refunds/refund.ts';
import type { RefundState } from '../refunds/transitions.ts';
import { reported as reportedOfRefund } from '../refunds/work.ts';

/** `state` is how the payout or refund stands now. */
export type SendingOutcome =
  | { readonly outcome: 'recorded'; readonly state: PayoutState | RefundState }
  /** It stands so already. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly state: PayoutState | RefundState }
  /** It has ended otherwise, or the rail was never asked to send it. Nothing was done: somebody has to look into it. */
  | {
      readonly outcome: 'refused';
      readonly reason: Exclude<PayoutRefusal | RefundRefusal, 'repeated'>;
      readonly state: PayoutState | RefundState;
    }
  | { readonly outcome: 'not_found' };

/** Takes up what a rail reports of a payout or refund. Once, however often it is reported. */
export function reportSending(core: Core, event: SendingEvent): Promise<SendingOutcome> {
  return event.kind === 'payout' ? reportPayout(core, event) : reportRefund(core, event);
}

async function reportPayout(core: Core, event: SendingEvent): Promise<SendingOutcome> {
  const action = reportedOfPayout(event);
  const outcome = await core.perform((transaction) => changePayout(transaction, core, event, action), {
    together: event.merchantId,
  });
  return outcome.outcome === 'not_found' ? outcome : summary(outcome, outcome.payout.state);
}

async function reportRefund(core: Core, event: SendingEvent): Promise<SendingOutcome> {
  const action = reportedOfRefund(event);
  if (action === undefined) {
    const refund = await findRefund(core.reader, core, event);
    return refund === undefined ? { outcome: 'not_found' } : { outcome: 'repeated', state: refund.state };
  }
  const outcome = await core.perform((transaction) => changeRefund(transaction, core, event, action), {
    together: event.merchantId,
  });
  return outcome.outcome === 'not_found' ? outcome : summary(outcome, outcome.refund.state);
}

function summary(
  outcome:
    | { readonly outcome: 'changed' }
    | { readonly outcome: 'refused'; readonly reason: PayoutRefusal | RefundRefusal },
  state: PayoutState | RefundState,
): SendingOutcome {
  if (outcome.outcome === 'changed') return { outcome: 'recorded', state };
  return outcome.reason === 'repeated'
    ? { outcome: 'repeated', state }
    : { outcome: 'refused', reason: outcome.reason, state };
}
