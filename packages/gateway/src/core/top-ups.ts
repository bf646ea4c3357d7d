import { movement, postTransfer, type TransferOutcome } from '../ledger/index.ts';
import type { Amount } from '../money/index.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

/** Credits a merchant with money that came in through the rail, once per reference. */
export function topUp(
  transaction: Transaction,
  core: Core,
  command: { readonly merchantId: string; readonly amount: Amount; readonly reference: string },
): Promise<TransferOutcome> {
  const { merchantId, amount, reference } = command;
  return postTransfer(
    transaction,
    {
      merchantId,
      kind: 'top-up',
      reference,
      postings: movement(amount, { from: 'rail', to: 'available' }),
    },
    core.environment.now(),
  );
}
