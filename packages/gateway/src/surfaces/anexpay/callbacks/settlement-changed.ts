import { findPayout, type Payout } from '../../../core/index.ts';
import { formatShortest } from '../../../money/index.ts';
import { networkOf, tokenOf } from '../order.ts';
import { present, type Teller, timesOf } from './event.ts';

/** docs.anexpay.com/8422826m0. */
type SettlementStatus = 'SETTLING' | 'SETTLED' | 'FAILED' | 'REJECTED' | 'CANCELLED';

/** A settlement's new status: the same for all, or by what became of it. */
export function settlementChanged(
  status: SettlementStatus | ((settlement: Payout) => SettlementStatus),
): Teller {
  return async (core, event) => {
    const { merchantId, subjectId: id } = event;
    const settlement = present(await findPayout(core.reader, core, { merchantId, id }), event);
    const { amount, destination } = settlement;
    return {
      eventType: 'SETTLEMENT_ORDER_CHANGED',
      data: {
        settlementOrderNo: settlement.reference,
        token: tokenOf(amount.asset, networkOf(destination)),
        address: destination.kind === 'address' ? destination.address : destination.accountNumber,
        settlementAmount: formatShortest(amount),
        settleStatus: typeof status === 'string' ? status : status(settlement),
        ...timesOf(settlement, event),
      },
    };
  };
}

/** Rejected by whoever had to look at it; once the rail may have it, only the rail can fail it. Ours: no page tells them apart. */
export function failedOrRejected({ releasedAt }: Payout): SettlementStatus {
  return releasedAt === undefined ? 'REJECTED' : 'FAILED';
}
