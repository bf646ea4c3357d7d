import { keccak_256 } from '@noble/hashes/sha3.js';

/** Twenty bytes of address as hex, its letters' case carrying the checksum of EIP-55 (https://eips.ethereum.org/EIPS/eip-55). */
export function encodeEvmAddress(bytes: Uint8Array): string {
  return withChecksum(Buffer.from(bytes).toString('hex'));
}

/** Ethereum, Polygon and BNB chain write addresses alike. Hex in one case carries no checksum and is valid (EIP-55). */
export function isEvmAddress(text: string): boolean {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return false;
  const digits = text.slice(2);
  const lower = digits.toLowerCase();
  return digits === lower || digits === digits.toUpperCase() || text === withChecksum(lower);
}

/** A letter is upper case where the same digit of the hash of the lower-case address is 8 or more. */
function withChecksum(lowerHex: string): string {
  const hashHex = Buffer.from(keccak_256(Buffer.from(lowerHex, 'ascii'))).toString('hex');
  const digits = Array.from(lowerHex, (digit, index) =>
    hashHex.charAt(index) >= '8' ? digit.toUpperCase() : digit,
  );
  return `0x${digits.join('')}`;
}
