import { findAbnormalPayment, findDeposit, findInvoice } from '../../../core/index.ts';
import { formatShortest } from '../../../money/index.ts';
import { tokenOf } from '../order.ts';
import { present, type Teller, timesOf } from './event.ts';

/** Money that came otherwise than an order asked for it. Which way the sample does not say. None of it has been handled yet. */
export const abnormalPayment: Teller = async (core, event) => {
  const { merchantId, subjectId: id } = event;
  const payment = present(await findAbnormalPayment(core.reader, { merchantId, id }), event);
  const { subjectKind, subjectId, depositId, amount } = payment;
  if (subjectKind !== 'invoice') return undefined;
  const order = await findInvoice(core.reader, { merchantId, dialect: 'anexpay', id: subjectId });
  const deposit = await findDeposit(core.reader, { merchantId, id: depositId });
  return {
    eventType: 'ABNORMAL_PAYMENT',
    data: {
      abnormalPaymentNo: id,
      orderNo: order?.orderNumber ?? '',
      token: tokenOf(amount.asset, order?.network),
      amount: formatShortest(amount),
      hash: deposit?.externalId ?? '',
      pendingAmount: formatShortest(amount),
      ...timesOf(payment, event),
    },
  };
};
