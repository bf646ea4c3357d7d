import { type Asset, requireAsset } from '../../money/index.ts';

export interface PayoutCoin {
  readonly coinId: string;
  readonly asset: Asset;
}

/** The coins that payouts are debited from, with their ids, as observed at the test environment. */
export const PAYOUT_COINS: readonly PayoutCoin[] = [
  { coinId: '458884', asset: requireAsset('USDT') },
  { coinId: '458888', asset: requireAsset('USDC') },
];
