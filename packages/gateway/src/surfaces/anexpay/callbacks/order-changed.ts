import { findInvoice } from '../../../core/index.ts';
import { exactNumber } from '../../../http/exact-number.ts';
import { formatShortest } from '../../../money/index.ts';
import { memoryOf, type OrderStatus, payingAmount } from '../order.ts';
import { present, type Teller, timesOf } from './event.ts';

/** An order's new status. Amounts are JSON numbers here, and texts in all other events. */
export function orderChanged(orderStatus: OrderStatus): Teller {
  return async (core, event) => {
    const { merchantId, subjectId: id } = event;
    const order = present(await findInvoice(core.reader, { merchantId, dialect: 'anexpay', id }), event);
    return {
      eventType: 'CHECKOUT_ORDER_CHANGED',
      data: {
        orderNo: order.orderNumber,
        token: memoryOf(order).token,
        payingAmount: payingAmount(order),
        orderAmount: exactNumber(formatShortest(order.priced)),
        orderStatus,
        // Nothing has been, before it has been paid.
        refundedAmount: 0,
        ...timesOf(order, event),
      },
    };
  };
}
