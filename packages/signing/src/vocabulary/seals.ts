import { createVerify, type KeyObject, sign as signWithKey, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { certificate, privateKey, publicKey, secretKeys, usableKey } from '../keys.ts';
import { decodeBase64, decodeHex, encodeBase64 } from '../text/encoding.ts';
import { type HmacHash, hmacBytes, hmacText } from './hmac.ts';
import type { StringToSign } from './string-to-sign.ts';

/** The keys and identifiers that one side holds, by the names of the dialect's credential type. */
export type Credentials = Readonly<Record<string, string | undefined>>;

/** How a string to sign becomes a signature. */
export interface Seal {
  readonly name: string;
  /** The signature's bytes, or undefined where the text is not of the right encoding and length. */
  decode(text: string): Uint8Array | undefined;
  sign(stringToSign: StringToSign, credentials: Credentials): Promise<string>;
  /** Whether a signature of this length can be one under this key at all. */
  fits(signature: Uint8Array, credentials: Credentials): boolean;
  /** Throws a `Refusal` with `key_unusable` where the credentials lack the key. Compares in constant time. */
  matches(stringToSign: StringToSign, signature: Uint8Array, credentials: Credentials): boolean;
  canSign(credentials: Credentials): boolean;
}

export interface HmacOptions {
  readonly hash: HmacHash;
  /** The credential whose characters, as UTF-8, are the key. */
  readonly key: string;
  readonly encoding: 'hex' | 'base64';
}

/**
 * HMAC (RFC 2104). Hex is written in lower case and read in either; base64 is read in its canonical form only, so that a
 * signature has one text.
 */
export function hmac({ hash, key, encoding }: HmacOptions): Seal {
  const size = hmacBytes(hash);
  const keyOf = (credentials: Credentials) => usableKey(secretKeys[hash], credentials[key], key);
  const decode = encoding === 'hex' ? decodeHex : decodeSized;
  return {
    name: `HMAC-${hash.toUpperCase()}, ${encoding}`,
    decode: (text) => decode(text, size),
    sign: async (stringToSign, credentials) => hmacText(keyOf(credentials), stringToSign, encoding),
    matches: (stringToSign, signature, credentials) => {
      const expected = hmacText(keyOf(credentials), stringToSign, 'binary');
      return timingSafeEqual(Buffer.from(expected, 'binary'), signature);
    },
    fits: (signature) => signature.length === size,
    canSign: (credentials) => Boolean(credentials[key]),
  };
}

function decodeSized(text: string, sizeBytes: number): Uint8Array | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === sizeBytes ? bytes : undefined;
}

export interface RsaOptions {
  /** The credential that signs. */
  readonly privateKey: string;
  /** The credentials that may hold the public half, in order: a key, a certificate, or the private key itself. */
  readonly publicKeys: readonly string[];
}

const SIGNATURE_BYTES_MINIMUM = 128;
const SIGNATURE_BYTES_MAXIMUM = 1_024;
const signOffTheLoop = promisify(
  (data: Uint8Array, key: KeyObject, done: (error: Error | null, signature: Buffer) => void) =>
    signWithKey('sha256', data, key, done),
);

/**
 * RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2), base64. Signing runs off the event loop: it takes about a millisecond.
 * The padding is node:crypto's default for RSA keys; naming it in an options object made verifying half as fast again.
 */
export function rsaSha256(options: RsaOptions): Seal {
  return {
    name: 'RSASSA-PKCS1-v1_5 with SHA-256, base64',
    decode: (text) => {
      const bytes = decodeBase64(text);
      const fits =
        bytes && bytes.length >= SIGNATURE_BYTES_MINIMUM && bytes.length <= SIGNATURE_BYTES_MAXIMUM;
      return fits ? bytes : undefined;
    },
    sign: async (stringToSign, credentials) => {
      const key = usableKey(privateKey, credentials[options.privateKey], options.privateKey);
      return encodeBase64(await signOffTheLoop(stringToSign.bytes, key));
    },
    matches: (stringToSign, signature, credentials) => {
      const verifier = createVerify('RSA-SHA256');
      for (const piece of stringToSign.pieces) verifier.update(piece);
      return verifier.verify(publicHalf(credentials, options.publicKeys), signature);
    },
    fits: (signature, credentials) => {
      const { modulusLength = 0 } = publicHalf(credentials, options.publicKeys).asymmetricKeyDetails ?? {};
      return signature.length === Math.ceil(modulusLength / 8);
    },
    canSign: (credentials) => Boolean(credentials[options.privateKey]),
  };
}

function publicHalf(credentials: Credentials, names: readonly string[]): KeyObject {
  const name = names.find((each) => Boolean(credentials[each]));
  const text = name === undefined ? undefined : credentials[name];
  const parse = text?.startsWith('-----BEGIN CERTIFICATE') ? publicKeyOfCertificate : publicKey;
  return usableKey(parse, text, names[0] ?? 'public key');
}

function publicKeyOfCertificate(text: string): KeyObject {
  return certificate(text).publicKey;
}
