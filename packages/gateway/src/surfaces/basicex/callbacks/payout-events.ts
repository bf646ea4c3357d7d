import { findPayout, type Payout } from '../../../core/index.ts';
import { formatAmount } from '../../../money/index.ts';
import { namesOf } from '../networks.ts';
import type { Teller } from './event.ts';

/** What a payout of this dialect must remember beside what every payout has. */
interface PayoutMemory {
  readonly notificationUrl: string;
}

/** `paid` is on its way, not final. */
type Status = 'paid' | 'completed' | 'failed';

/**
 * https://developers.basicex.com/en/openapi_v2/notifications-payouts.html; the official client calls `payout.completed` by another
 * name, `payout.success`, which no page has. Only one end without payment is known there: whatever gave the merchant its money back
 * is told as `failed`, even after `completed` (ours).
 */
export const PAYOUT_EVENTS: Readonly<Record<string, Teller>> = {
  'payout.sent': ofPayout('paid'),
  'payout.completed': ofPayout('completed'),
  'payout.failed': ofPayout('failed'),
  'payout.returned': ofPayout('failed'),
  'payout.cancelled': ofPayout('failed'),
  'payout.expired': ofPayout('failed'),
};

function ofPayout(status: Status): Teller {
  return async (core, { id: eventId, merchantId, subjectId: id, data }) => {
    const payout = await findPayout(core.reader, core, { merchantId, id });
    if (payout === undefined) throw new Error(`payout ${id} of event ${eventId} is gone`);
    const { notificationUrl }: Partial<PayoutMemory> = payout.extra;
    return {
      type: `payout.${status}`,
      objectId: payout.number,
      ...(notificationUrl !== undefined && { notificationUrl }),
      data: {
        orderNo: payout.number,
        merOrderNo: payout.reference,
        currency: payout.amount.asset.code,
        totalAmount: formatAmount(payout.amount),
        tradeStartTime: String(payout.createdAt),
        chainPaymentInfo: chainPaymentOf(payout),
        message: data.reason ?? null,
        status,
      },
    };
  };
}

/** ChainPaymentInfo: none for one to a wallet of BasicEx's. Which block holds it no rail tells. */
function chainPaymentOf({ destination, externalId }: Payout) {
  if (destination.kind !== 'address') return null;
  return {
    network: namesOf(destination.network)?.code ?? null,
    payeeAddress: destination.address,
    transactionId: externalId ?? null,
    blockHash: null,
    blockHeight: null,
    packageTime: null,
  };
}
