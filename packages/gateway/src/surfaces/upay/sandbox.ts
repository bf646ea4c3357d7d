import { type Core, type Transaction, topUp } from '../../core/index.ts';
import { parseAmount } from '../../money/index.ts';
import { PAYOUT_COINS } from './coins.ts';

/** Of each coin: enough for a few payouts at the limit that was observed, 100,000 in the currency paid out. */
const BALANCE = '500000';

/** Gives the sandbox's merchant something to pay out, once. */
export async function seedUpaySandbox(
  transaction: Transaction,
  core: Core,
  merchant: { readonly id: string },
): Promise<void> {
  for (const { asset } of PAYOUT_COINS) {
    const amount = parseAmount(BALANCE, asset);
    if ('problem' in amount) throw new Error(`the sandbox's balance in ${asset.code} ${amount.message}`);
    await topUp(transaction, core, {
      merchantId: merchant.id,
      amount,
      reference: `sandbox upay ${asset.code}`,
    });
  }
}
