import { findPayout, type PayoutState } from '../../core/index.ts';
import { localTime } from './local-time.ts';
import { type Notify, notification } from './notification.ts';
import { renderReason, renderTerms, TRANSFER_STATES } from './transfer.ts';

/** Of a transfer that took a state, as observed in a public client: here the merchant's `reference` is called `reference_id`. */
export function transferNotification(state: PayoutState): Notify {
  return async (core, { merchantId, subjectId: id, data, createdAt }) => {
    const transfer = await findPayout(core.reader, core, { merchantId, id });
    if (transfer === undefined) throw new Error(`there is no payout ${id} to tell of`);
    return notification('transfer', {
      disbursement_id: transfer.number,
      reference_id: transfer.reference,
      ...renderTerms(transfer),
      state: String(TRANSFER_STATES[state]),
      state_change_time: localTime(createdAt),
      reason: renderReason(state, data.reason as string | undefined),
    });
  };
}
