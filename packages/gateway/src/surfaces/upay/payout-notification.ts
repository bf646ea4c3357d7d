import type { Callback, HappenedEvent } from '../../callbacks/port.ts';
import { type Core, findPayout, type PayoutState } from '../../core/index.ts';
import { notification, numberOf } from './notification.ts';
import { PAYOUT_STATUSES, type PayoutMemory } from './payout.ts';

/** `PO_ORDER_STATUS_CHANGE`, the one event of payouts, of an order that took a state. */
export async function payoutNotification(
  core: Core,
  { merchantId, subjectId, id }: HappenedEvent,
  state: PayoutState,
): Promise<Callback> {
  const payout = await findPayout(core.reader, core, { merchantId, id: subjectId });
  if (payout === undefined) throw new Error(`there is no payout ${subjectId} to tell of`);
  const { payerNo, bankAccountNo } = payout.extra as unknown as PayoutMemory;
  const detail = { payerNo, bankAccountNo, orderNo: payout.number, status: PAYOUT_STATUSES[state] };
  return notification({
    event: 'PO_ORDER_STATUS_CHANGE',
    trace: numberOf(subjectId),
    orderNo: numberOf(id),
    detail: JSON.stringify(detail),
  });
}
