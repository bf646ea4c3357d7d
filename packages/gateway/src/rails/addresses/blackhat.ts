import { bech32 } from '@scure/base';
import { encodeBase58Check, versionOfHashAddress } from './base58check.ts';

// The chain's constants, from its wallet: https://github.com/BlackHatCoin/BlackHatWallet (src/chainparams.cpp).
const TRANSPARENT_VERSION = 25;
const SCRIPT_VERSION = 13;
const SHIELDED_PREFIX = 'ps';
/** An 11-byte diversifier and a 32-byte key (https://zips.z.cash/protocol/protocol.pdf §5.6.3.1). */
export const SHIELDED_PAYLOAD_BYTES = 43;

/**
 * Only what anyone may pay to. Left out on purpose: staking addresses (version 63, S…) delegate coins rather than pay them,
 * and exchange addresses (EXM…) refuse coins that come out of the shielded pool, which their payer may not know.
 */
const PAYABLE_VERSIONS: readonly (number | undefined)[] = [TRANSPARENT_VERSION, SCRIPT_VERSION];

/** Twenty bytes of public-key hash as B…, 34 characters. */
export function encodeTransparentAddress(bytes: Uint8Array): string {
  return encodeBase58Check(TRANSPARENT_VERSION, bytes);
}

/** A Sapling payload of {@link SHIELDED_PAYLOAD_BYTES} bytes as ps1…, 78 characters. */
export function encodeShieldedAddress(bytes: Uint8Array): string {
  return bech32.encode(SHIELDED_PREFIX, bech32.toWords(bytes));
}

/** A shielded address is checked as text: whether its key is a point of the curve, only a wallet of the chain can say. */
export function isBlackhatAddress(text: string): boolean {
  return PAYABLE_VERSIONS.includes(versionOfHashAddress(text)) || isShieldedAddress(text);
}

export function isShieldedAddress(text: string): boolean {
  const decoded = bech32.decodeUnsafe(text);
  if (decoded?.prefix !== SHIELDED_PREFIX) return false;
  const payload = bech32.fromWordsUnsafe(decoded.words);
  return payload instanceof Uint8Array && payload.length === SHIELDED_PAYLOAD_BYTES;
}
