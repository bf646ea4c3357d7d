import type { Asset, NetworkId } from '../money/index.ts';
import { isValidAddress } from './addresses/address.ts';
import { type Destination, RailError } from './rail.ts';

/** @throws RailError `asset_not_on_network` */
export function requireOnNetwork(asset: Asset, network: NetworkId): void {
  const isThere = asset.kind === 'coin' && asset.networks.some((home) => home.network === network);
  if (!isThere) throw new RailError('asset_not_on_network', `${asset.code} cannot be paid on ${network}`);
}

/**
 * What is sent to a text that is no address is lost. Accounts have no checksum that all banks share.
 *
 * @throws RailError `destination_refused`
 */
export function requireDestination(destination: Destination): void {
  if (destination.kind !== 'address' || isValidAddress(destination.network, destination.address)) return;
  throw new RailError('destination_refused', `the address is none of ${destination.network}`);
}

/** @throws RailError `asset_not_banked` */
export function requireBanked(asset: Asset): void {
  if (asset.kind !== 'fiat') {
    throw new RailError('asset_not_banked', `${asset.code} cannot be paid into a bank account`);
  }
}
