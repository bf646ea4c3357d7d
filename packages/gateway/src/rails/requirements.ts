import type { Asset, NetworkId } from '../money/index.ts';
import { RailError } from './rail.ts';

/** @throws RailError `asset_not_on_network` */
export function requireOnNetwork(asset: Asset, network: NetworkId): void {
  const isThere = asset.kind === 'coin' && asset.networks.some((home) => home.network === network);
  if (!isThere) throw new RailError('asset_not_on_network', `${asset.code} cannot be paid on ${network}`);
}

/** @throws RailError `asset_not_banked` */
export function requireBanked(asset: Asset): void {
  if (asset.kind !== 'fiat') {
    throw new RailError('asset_not_banked', `${asset.code} cannot be paid into a bank account`);
  }
}
