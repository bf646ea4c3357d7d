import { bech32, bech32m } from '@scure/base';
import { versionOfHashAddress } from './base58check.ts';

const PREFIX = 'bc';

/** Mainnet pay-to-public-key-hash (1…) and pay-to-script-hash (3…), https://en.bitcoin.it/wiki/List_of_address_prefixes. */
const BASE58_VERSIONS: readonly (number | undefined)[] = [0, 5];

/**
 * The witness programs with an owner: version 0 of 20 or 32 bytes in Bech32 (BIP 173), version 1 of 32 bytes in Bech32m
 * (BIP 350, taproot). Addresses of other versions are well-formed, but anyone could spend what is sent there, so ours
 * refuses them.
 */
const WITNESS_PROGRAMS = [
  { version: 0, codec: bech32, sizesBytes: [20, 32] },
  { version: 1, codec: bech32m, sizesBytes: [32] },
];

/** Twenty bytes of public-key hash as bc1q… (BIP 173). */
export function encodeBitcoinAddress(bytes: Uint8Array): string {
  return bech32.encode(PREFIX, [0, ...bech32.toWords(bytes)]);
}

export function isBitcoinAddress(text: string): boolean {
  return BASE58_VERSIONS.includes(versionOfHashAddress(text)) || isWitnessAddress(text);
}

function isWitnessAddress(text: string): boolean {
  return WITNESS_PROGRAMS.some(({ version, codec, sizesBytes }) => {
    const decoded = codec.decodeUnsafe(text);
    if (decoded?.prefix !== PREFIX || decoded.words[0] !== version) return false;
    const program = codec.fromWordsUnsafe(decoded.words.slice(1));
    return program instanceof Uint8Array && sizesBytes.includes(program.length);
  });
}
