import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Refusal } from './verdict.ts';
import { type HmacHash, type HmacKey, hmacKey } from './vocabulary/hmac.ts';

/**
 * Parsed keys are kept, because verifying with a parsed RSA key is seven times faster than from PEM.
 * The bound keeps a stranger who sends many certificates from growing the process.
 */
const CACHE_ENTRIES_MAXIMUM = 2_000;

function remembered<T>(parse: (text: string) => T): (text: string) => T {
  const cache = new Map<string, T>();
  return (text) => {
    const known = cache.get(text);
    if (known !== undefined) return known;
    const parsed = parse(text);
    if (cache.size >= CACHE_ENTRIES_MAXIMUM) cache.delete(cache.keys().next().value ?? '');
    cache.set(text, parsed);
    return parsed;
  };
}

/** The characters of a secret, as UTF-8: no provider's secret is decoded first, however much it looks like hex or base64. */
export const secretKeys: Readonly<Record<HmacHash, (text: string) => HmacKey>> = {
  sha256: remembered((text) => hmacKey('sha256', text)),
  sha512: remembered((text) => hmacKey('sha512', text)),
};

/** A private key from PEM (PKCS#8 or PKCS#1) or from bare base64 PKCS#8, as UPay's back office hands it out. RSA only. */
export const privateKey: (text: string) => KeyObject = remembered((text) =>
  rsa(
    text.includes('-----BEGIN')
      ? createPrivateKey(text)
      : createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' }),
  ),
);

/**
 * A public key from PEM (SPKI, PKCS#1, a certificate, or the private key it belongs to) or from bare base64 SPKI. RSA only.
 */
export const publicKey: (text: string) => KeyObject = remembered((text) =>
  rsa(
    text.includes('-----BEGIN')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' }),
  ),
);

/** Checked here, once a key: no provider uses another kind, and a key of another kind must not choose the algorithm. */
function rsa(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('the key is not an RSA key');
  return key;
}

/** The key in a credential's field. Throws a `Refusal` with `key_unusable` where it is missing or cannot be read. */
export function usableKey<Key>(parse: (text: string) => Key, text: string | undefined, field: string): Key {
  if (text === undefined || text === '') throw new Refusal('key_unusable', field);
  try {
    return parse(text);
  } catch {
    throw new Refusal('key_unusable', field);
  }
}

export interface ParsedCertificate {
  /** SHA-256 of the DER in lowercase hex: what identifies the certificate, however its text was wrapped. */
  readonly fingerprint: string;
  readonly publicKey: KeyObject;
  /** Serial as BasicEx writes it: lowercase hex byte pairs joined by `:`, with a leading `00:` when the top bit is set. */
  readonly serialNumber: string;
  readonly validFrom: number;
  readonly validTo: number;
}

/**
 * A certificate from PEM text, with or without its line breaks: BasicEx sends the PEM in a header with CR and LF removed.
 * Throws a `Refusal` with `certificate_malformed`.
 */
export const certificate: (text: string) => ParsedCertificate = remembered((text) => {
  const encoded = text
    .replace('-----BEGIN CERTIFICATE-----', '')
    .replace(/-----END CERTIFICATE-----.*$/su, '')
    .replace(/\s+/gu, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(encoded)) throw new Refusal('certificate_malformed');
  try {
    const parsed = new X509Certificate(Buffer.from(encoded, 'base64'));
    return {
      fingerprint: parsed.fingerprint256.replaceAll(':', '').toLowerCase(),
      publicKey: parsed.publicKey,
      serialNumber: formatSerialNumber(parsed.serialNumber),
      validFrom: Date.parse(parsed.validFrom),
      validTo: Date.parse(parsed.validTo),
    };
  } catch {
    throw new Refusal('certificate_malformed');
  }
});

/**
 * BasicEx's spelling of a serial number: the big-endian two's-complement bytes of the integer, as its Java SDK prints them.
 *
 * @param hexadecimal the serial as hex digits, as Node's `X509Certificate` gives it
 */
export function formatSerialNumber(hexadecimal: string): string {
  const even = hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`;
  const signed = Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even;
  return (signed.toLowerCase().match(/../gu) ?? []).join(':');
}
