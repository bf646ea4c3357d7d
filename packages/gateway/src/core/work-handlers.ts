import type { WorkHandlers } from './due-work.ts';
import { expireInvoice } from './invoices/expire.ts';
import { payoutWork } from './payouts/work.ts';
import { RAIL_POOL_HANDLERS } from './rail-pool.ts';
import { refundWork } from './refunds/work.ts';
import { expireVirtualAccount } from './virtual-accounts/end.ts';

/** Who does what becomes due. */
export const WORK_HANDLERS: WorkHandlers = {
  ...RAIL_POOL_HANDLERS,
  'invoice.expiry': expireInvoice,
  ...payoutWork,
  ...refundWork,
  'virtual_account.expiry': expireVirtualAccount,
};
