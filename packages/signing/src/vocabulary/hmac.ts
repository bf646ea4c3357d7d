import { type BinaryToTextEncoding, hash } from 'node:crypto';
import type { StringToSign } from './string-to-sign.ts';

/** What RFC 2104 calls B and L, in bytes: the length of the hash's block, and of its result. */
const SIZES = { sha256: { block: 64, result: 32 }, sha512: { block: 128, result: 64 } } as const;

export type HmacHash = keyof typeof SIZES;

const INNER_PADDING = 0x36;
const OUTER_PADDING = 0x5c;

/** A secret as RFC 2104 §2 uses it: filled up to a block and combined with either padding, ready to be hashed. */
export interface HmacKey {
  readonly hash: HmacHash;
  readonly inner: Uint8Array;
  /** With room behind it for the inner hash, which is written there anew for each message: nothing waits in between. */
  readonly outer: Buffer;
}

/** The bytes of an HMAC. */
export function hmacBytes(hashName: HmacHash): number {
  return SIZES[hashName].result;
}

/** The key of a secret's characters, as UTF-8. One longer than a block is hashed first (RFC 2104 §3). */
export function hmacKey(hashName: HmacHash, secret: string): HmacKey {
  const bytes = Buffer.from(secret, 'utf8');
  const block = new Uint8Array(SIZES[hashName].block);
  block.set(bytes.length > block.length ? hash(hashName, bytes, 'buffer') : bytes);
  return {
    hash: hashName,
    inner: block.map((byte) => byte ^ INNER_PADDING),
    outer: Buffer.concat([block.map((byte) => byte ^ OUTER_PADDING), new Uint8Array(SIZES[hashName].result)]),
  };
}

/**
 * HMAC (RFC 2104), as the two hashes that it is made of, each in one call: node:crypto's `createHmac` sets up a stream and a native
 * context for every message, which takes as long as hashing 1 KB (docs/decisions/0010-signing-speed.md).
 */
export function hmacText(key: HmacKey, stringToSign: StringToSign, encoding: BinaryToTextEncoding): string {
  const { block } = SIZES[key.hash];
  // As text: a result in bytes is allocated outside of Node's pool, which takes longer than writing it back.
  const inner = hash(key.hash, stringToSign.bytesAfter(key.inner), 'binary');
  key.outer.write(inner, block, 'binary');
  return hash(key.hash, key.outer, encoding);
}
