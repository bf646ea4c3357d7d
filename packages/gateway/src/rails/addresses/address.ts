import type { NetworkId } from '../../money/index.ts';
import { isBitcoinAddress } from './bitcoin.ts';
import { isBlackhatAddress } from './blackhat.ts';
import { encodeEvmAddress, isEvmAddress } from './evm.ts';
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

/** Bech32 begins with its network's prefix; Base58Check tells upper from lower case, and never begins so. */
const BECH32 = /^(?:bc|ps)1/iu;

/**
 * The one spelling of a valid address that can be written in several: two spellings are the same address.
 *
 * @example canonicalAddress('ethereum', '0xd8da6bf26964af9d7eed9e03e53415d37aa96045') // '0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045'
 */
export function canonicalAddress(network: NetworkId, address: string): string {
  if (isEvmAddress(address)) return encodeEvmAddress(Buffer.from(address.slice(2), 'hex'));
  return BECH32.test(address) && isValidAddress(network, address) ? address.toLowerCase() : address;
}
