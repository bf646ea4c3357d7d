import { encodeBase58Check, versionOfHashAddress } from './base58check.ts';

/** Mainnet's first byte, which makes addresses start with T (https://developers.tron.network/docs/account). */
const VERSION = 0x41;

/** Twenty bytes of address as T…, 34 characters. */
export function encodeTronAddress(bytes: Uint8Array): string {
  return encodeBase58Check(VERSION, bytes);
}

export function isTronAddress(text: string): boolean {
  return versionOfHashAddress(text) === VERSION;
}
