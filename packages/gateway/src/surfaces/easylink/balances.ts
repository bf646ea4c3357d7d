import { balancesOf } from '../../core/index.ts';
import { amountOf } from '../../money/index.ts';
import { succeeded } from './envelope.ts';
import { RUPIAH, renderAmount } from './money.ts';
import type { Call } from './signed.ts';

/** `POST /finance-account/balances`: one balance, whatever the plural; it takes no parameters. Held money is not in it (ours). */
export const listBalances: Call = (_, merchantId) => async (transaction) => {
  const balances = await balancesOf(transaction, merchantId);
  const rupiah = balances.find(({ asset }) => asset.code === RUPIAH.code);
  return succeeded({ balance: renderAmount(rupiah?.available ?? amountOf(RUPIAH, 0n)) });
};
