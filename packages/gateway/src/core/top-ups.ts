import { movement, postingsOf, postTransfer } from '../ledger/index.ts';
import type { Amount } from '../money/index.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

export type TopUpOutcome =
  | { readonly outcome: 'posted' }
  /** The same amount was credited under this reference before. Nothing was done. */
  | { readonly outcome: 'repeated' }
  /** Another amount was credited under this reference before: `existing`, where it was a top-up. Nothing was done. */
  | { readonly outcome: 'conflict'; readonly existing: Amount | undefined }
  /** The balance would be past 64 bits. Nothing was done. */
  | { readonly outcome: 'too_large' };

/** Credits a merchant with money that came in through the rail, once per reference. */
export async function topUp(
  transaction: Transaction,
  core: Core,
  command: { readonly merchantId: string; readonly amount: Amount; readonly reference: string },
): Promise<TopUpOutcome> {
  const { merchantId, amount, reference } = command;
  const postings = movement(amount, { from: 'rail', to: 'available' });
  const transfer = { merchantId, kind: 'top-up', reference, postings };
  const posted = await postTransfer(transaction, transfer, core.environment.now());
  switch (posted.outcome) {
    case 'posted':
      return posted;
    case 'too_large':
      return { outcome: 'too_large' };
    case 'insufficient':
      throw new Error(`the rail's account in ${posted.asset} must be allowed to be negative`);
    case 'duplicate': {
      const credited = (await postingsOf(transaction, { merchantId, reference })).find(
        ({ purpose }) => purpose === 'available',
      );
      const isSame =
        credited?.amount.asset.code === amount.asset.code && credited.amount.minor === amount.minor;
      return isSame ? { outcome: 'repeated' } : { outcome: 'conflict', existing: credited?.amount };
    }
  }
}
