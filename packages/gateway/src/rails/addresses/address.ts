import type { NetworkId } from '../../money/index.ts';
import { isBitcoinAddress } from './bitcoin.ts';
import { isBlackhatAddress } from './blackhat.ts';
import { isEvmAddress } from './evm.ts';
import { isTronAddress } from './tron.ts';

const VALIDATORS: Record<NetworkId, (text: string) => boolean> = {
  tron: isTronAddress,
  ethereum: isEvmAddress,
  polygon: isEvmAddress,
  bsc: isEvmAddress,
  bitcoin: isBitcoinAddress,
  blackhat: isBlackhatAddress,
};

/** Bech32's own limit (BIP 173), and the longest of all. Decoding Base58 takes time with the square of the length. */
const CHARACTERS_MAXIMUM = 90;

/**
 * Whether money can be sent to this text on this network's mainnet: the right form, kind and checksum. It cannot say whether
 * anyone holds the key. Spaces around it, test networks' addresses and URIs are refused.
 *
 * @example isValidAddress('tron', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t') // true
 */
export function isValidAddress(network: NetworkId, text: string): boolean {
  return text.length <= CHARACTERS_MAXIMUM && VALIDATORS[network](text);
}
