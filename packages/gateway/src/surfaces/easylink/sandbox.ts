import { type Core, setFee, type Transaction, topUp } from '../../core/index.ts';
import { amountOf } from '../../money/index.ts';
import { DOMESTIC_TRANSFER_FEE } from './fees.ts';
import { RUPIAH } from './money.ts';

/** A billion rupiah; made up. */
const BALANCE = amountOf(RUPIAH, 1_000_000_000_00n);
/** As in a notification that was observed. */
const FEE = { fixed: 3_500_00n };

/** What the first transfers need: a balance, given once, and the fee of a transfer. */
export async function seedEasylinkSandbox(
  transaction: Transaction,
  core: Core,
  merchant: { readonly id: string },
): Promise<void> {
  const { id: merchantId } = merchant;
  await topUp(transaction, core, { merchantId, amount: BALANCE, reference: 'sandbox top-up IDR' });
  await setFee(transaction, { merchantId, operation: DOMESTIC_TRANSFER_FEE, asset: RUPIAH, schedule: FEE });
}
