import { hash } from 'node:crypto';
import { createBase58check } from '@scure/base';

/** Base58 with the first four bytes of a double SHA-256 as checksum (https://en.bitcoin.it/wiki/Base58Check_encoding). */
const base58check = createBase58check((bytes: Uint8Array) => hash('sha256', bytes, 'buffer'));

/** Writes a one-byte version and its payload. */
export function encodeBase58Check(version: number, payload: Uint8Array): string {
  return base58check.encode(Uint8Array.of(version, ...payload));
}

/** The version byte of an address that carries a 20-byte hash, or undefined if it is anything else or its checksum is wrong. */
export function versionOfHashAddress(text: string): number | undefined {
  try {
    const bytes = base58check.decode(text);
    return bytes.length === 21 ? bytes[0] : undefined;
  } catch {
    return undefined;
  }
}
