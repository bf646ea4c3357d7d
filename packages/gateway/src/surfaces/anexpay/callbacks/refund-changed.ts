import { findRefund } from '../../../core/index.ts';
import { formatShortest } from '../../../money/index.ts';
import { networkOf, tokenOf } from '../order.ts';
import { present, type Teller, timesOf } from './event.ts';

/** docs.anexpay.com/8422826m0. */
type RefundStatus = 'REFUNDING' | 'REFUNDED' | 'FAILED' | 'CANCELLED';

/** A refund's new status. */
export function refundChanged(refundStatus: RefundStatus): Teller {
  return async (core, event) => {
    const { merchantId, subjectId: id } = event;
    const refund = present(await findRefund(core.reader, core, { merchantId, id }), event);
    return {
      eventType: 'REFUND_ORDER_CHANGED',
      data: {
        refundOrderNo: refund.reference,
        token: tokenOf(refund.amount.asset, networkOf(refund.destination)),
        amount: formatShortest(refund.amount),
        refundStatus,
        ...timesOf(refund, event),
      },
    };
  };
}
