import {
  createHmac,
  type Hmac,
  type KeyObject,
  sign as signWithKey,
  timingSafeEqual,
  verify as verifyWithKey,
} from 'node:crypto';
import { promisify } from 'node:util';
import { certificate, privateKey, publicKey, secretKey, usableKey } from '../keys.ts';
import { decodeBase64, decodeHex, encodeBase64 } from '../text/encoding.ts';
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

const HMAC_BYTES = { sha256: 32, sha512: 64 } as const;

export interface HmacOptions {
  readonly hash: keyof typeof HMAC_BYTES;
  /** The credential whose characters, as UTF-8, are the key. */
  readonly key: string;
  readonly encoding: 'hex' | 'base64';
}

/**
 * HMAC (RFC 2104). Hex is written in lower case and read in either; base64 is read in its canonical form only, so that a
 * signature has one text.
 */
export function hmac({ hash, key, encoding }: HmacOptions): Seal {
  const size = HMAC_BYTES[hash];
  const mac = (stringToSign: StringToSign, credentials: Credentials): Hmac => {
    const secret = usableKey(secretKey, credentials[key], key);
    return macOf(createHmac(hash, secret), stringToSign);
  };
  const decode = encoding === 'hex' ? decodeHex : decodeSized;
  return {
    name: `HMAC-${hash.toUpperCase()}, ${encoding}`,
    decode: (text) => decode(text, size),
    sign: async (stringToSign, credentials) => mac(stringToSign, credentials).digest(encoding),
    matches: (stringToSign, signature, credentials) => {
      // As text and into a pooled buffer: `digest()` by itself allocates outside of the pool, which takes longer than both.
      const expected = Buffer.from(mac(stringToSign, credentials).digest('binary'), 'binary');
      return timingSafeEqual(expected, signature);
    },
    fits: (signature) => signature.length === size,
    canSign: (credentials) => Boolean(credentials[key]),
  };
}

/** Neighbouring texts are joined first: each `update` costs about as much as hashing 200 bytes. */
function macOf(mac: Hmac, { fragments }: StringToSign): Hmac {
  let text = '';
  for (const { value } of fragments) {
    if (typeof value === 'string') {
      text += value;
    } else if (value.length > 0) {
      if (text !== '') mac.update(text, 'utf8');
      text = '';
      mac.update(value);
    }
  }
  if (text !== '') mac.update(text, 'utf8');
  return mac;
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
    matches: (stringToSign, signature, credentials) =>
      verifyWithKey('sha256', stringToSign.bytes, publicHalf(credentials, options.publicKeys), signature),
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
