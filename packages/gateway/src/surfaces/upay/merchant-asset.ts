import { type Balance, balancesOf } from '../../core/index.ts';
import { type Amount, amountOf, formatShortest } from '../../money/index.ts';
import { PAYOUT_COINS, type PayoutCoin } from './coins.ts';
import { succeeded } from './envelope.ts';
import type { Operation } from './operation.ts';

/** The merchant's balance in each coin, also where it is nothing. */
export const merchantAsset: Operation = {
  path: '/api/v1/merchant/asset',
  effect: 'read',
  prepare: (_core, merchantId) => async (transaction) => {
    const balances = await balancesOf(transaction, merchantId);
    return succeeded(PAYOUT_COINS.map((coin) => renderCoin(coin, balances)));
  },
};

/**
 * `balance` and `frozen` were observed, their schema was not. Ours: `balance` is what can be spent and does not include `frozen`;
 * coins are named as in the list of debit coins; amounts are text, as observed with payouts.
 */
function renderCoin({ coinId, asset }: PayoutCoin, balances: readonly Balance[]) {
  const nothing = amountOf(asset, 0n);
  const known = balances.find((balance) => balance.asset.code === asset.code);
  const text = (amount: Amount | undefined) => formatShortest(amount ?? nothing);
  return { coinId, symbol: asset.code, balance: text(known?.available), frozen: text(known?.held) };
}
