import { type Amount, type Asset, amountOf, requireAsset } from '../money/index.ts';
import { selectAccounts } from '../store/queries/ledger.ts';
import type { Reader } from '../store/store.ts';

export interface Balance {
  readonly asset: Asset;
  /** Can be spent. */
  readonly available: Amount;
  /** Set aside for what is under way. */
  readonly held: Amount;
}

/** A merchant's balances, by asset code; assets it never had are left out. */
export async function balancesOf(reader: Reader, merchantId: string): Promise<readonly Balance[]> {
  const balances = new Map<string, Balance>();
  for (const { asset: code, purpose, balance } of await selectAccounts(reader, merchantId)) {
    const asset = requireAsset(code);
    const none = { asset, available: amountOf(asset, 0n), held: amountOf(asset, 0n) };
    const known = balances.get(code) ?? none;
    const shown = purpose === 'available' || purpose === 'held';
    balances.set(code, shown ? { ...known, [purpose]: amountOf(asset, balance) } : known);
  }
  return [...balances.values()];
}
