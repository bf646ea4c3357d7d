import { lockInvoice } from '../../store/queries/invoices.ts';
import type { Core } from '../core.ts';
import { decide } from './decide.ts';
import { factsOf, storeChange } from './store-change.ts';

/**
 * The work `invoice.expiry`: ends an invoice whose time is up. One that moved on meanwhile stays as it is, one that is confirming
 * too: its money was there in time.
 */
export function expireInvoice(
  core: Core,
  work: { readonly merchantId: string; readonly dialect: string; readonly subjectId: string },
): Promise<void> {
  const { merchantId, dialect, subjectId: id } = work;
  return core.perform(
    async (transaction) => {
      const invoice = await lockInvoice(transaction, { merchantId, dialect, id });
      if (invoice === undefined) return;
      const decision = decide(
        await factsOf(transaction, invoice),
        { type: 'expire' },
        core.environment.now(),
      );
      if (decision.ok) await storeChange(transaction, core, invoice, decision);
    },
    { together: merchantId },
  );
}
