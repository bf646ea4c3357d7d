import type { PayoutState } from '../../core/index.ts';

/** What an order must remember beside what every payout has. */
export interface PayoutMemory {
  readonly payerNo: string;
  readonly bankAccountNo: string;
}

/**
 * As observed at the test environment. An order exists as a payout from its quote on, so 0 and 1 are none of a payout's; 4, which ends
 * an order whose quote ran out, is that of one nobody confirmed in time, and 11 that of one the bank gave back, for which no refund is
 * under way before (ours).
 */
export const PAYOUT_STATUSES: Readonly<Record<PayoutState, number>> = {
  created: 2,
  confirmed: 3,
  expired: 4,
  review: 5,
  sent: 6,
  completed: 7,
  failed: 8,
  cancelled: 9,
  returned: 11,
};
