import { type Amount, type Asset, amountOf, requireAsset } from '../money/index.ts';
import { type AccountRow, selectAccounts } from '../store/queries/ledger.ts';
import { selectAccountsAsOf } from '../store/queries/ledger-statements.ts';
import type { Reader } from '../store/store.ts';

export interface Balance {
  readonly asset: Asset;
  /** Can be spent. */
  readonly available: Amount;
  /** Set aside for what is under way. */
  readonly held: Amount;
  /** Seen to come in, not yet final. */
  readonly pending: Amount;
}

/**
 * A merchant's balances, by asset code; assets it never had are left out.
 *
 * @param options.asOf Unix milliseconds: after all that was posted until then, that very millisecond included
 * @example await balancesOf(core.reader, merchantId, { asOf: Date.UTC(2026, 0, 1) })
 */
export async function balancesOf(
  reader: Reader,
  merchantId: string,
  { asOf }: { readonly asOf?: number } = {},
): Promise<readonly Balance[]> {
  const accounts =
    asOf === undefined
      ? await selectAccounts(reader, merchantId)
      : await selectAccountsAsOf(reader, { merchantId, asOf });
  const byAsset = Map.groupBy(accounts, ({ asset }) => asset);
  return [...byAsset].map(([code, ofAsset]) => balanceOf(requireAsset(code), ofAsset));
}

function balanceOf(asset: Asset, accounts: readonly AccountRow[]): Balance {
  const of = (purpose: keyof Balance) =>
    amountOf(asset, accounts.find((account) => account.purpose === purpose)?.balance ?? 0n);
  return { asset, available: of('available'), held: of('held'), pending: of('pending') };
}
