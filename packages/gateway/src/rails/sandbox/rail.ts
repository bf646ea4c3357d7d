import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Asset, NetworkId } from '../../money/index.ts';
import { type PaymentAddress, type PaymentAddressRequest, type Rail, RailError } from '../rail.ts';
import { sandboxAddress } from './addresses.ts';

const SEED_BYTES_MINIMUM = 32;

/**
 * The rail on which no money moves: for tests and first steps. Its addresses are deterministic and unspendable.
 *
 * @param options.seed at least 32 random bytes, kept for as long as the payments: another seed gives other addresses
 * @throws RangeError if the seed is shorter
 * @example const rail = sandboxRail({ seed: randomBytes(32) });
 */
export function sandboxRail(options: { readonly seed: Uint8Array }): Rail {
  if (options.seed.length < SEED_BYTES_MINIMUM) {
    throw new RangeError(`the sandbox rail's seed must have at least ${SEED_BYTES_MINIMUM} bytes`);
  }
  const seed = createSecretKey(options.seed);
  return {
    name: 'sandbox',
    paymentAddress: async (request) => announce(seed, request),
  };
}

function announce(seed: KeyObject, request: PaymentAddressRequest): PaymentAddress {
  const { asset, network, kind = 'transparent', paymentId } = request;
  if (!livesOn(asset, network)) {
    throw new RailError('asset_not_on_network', `${asset.code} cannot be paid on ${network}`);
  }
  const address = sandboxAddress(seed, { network, kind, paymentId });
  if (address === undefined) {
    throw new RailError('kind_not_on_network', `${network} has no ${kind} addresses`);
  }
  return { network, kind, address };
}

function livesOn(asset: Asset, network: NetworkId): boolean {
  return asset.kind === 'coin' && asset.networks.some((home) => home.network === network);
}
