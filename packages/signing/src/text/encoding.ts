import { isAscii } from 'node:buffer';

const HEX = /^[0-9a-fA-F]*$/u;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/u;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Exactly `sizeBytes` bytes from hex in either letter case, or undefined. */
export function decodeHex(text: string, sizeBytes: number): Uint8Array | undefined {
  return text.length === sizeBytes * 2 && HEX.test(text) ? Buffer.from(text, 'hex') : undefined;
}

/** Lower-case hex. */
export function encodeHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

/**
 * Bytes from canonical base64 (RFC 4648 §4: standard alphabet, padded, no white space, unused bits zero), or undefined. One
 * signature has one text, so that a claim of the text is a claim of the signature.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Standard base64, padded, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/**
 * Text from UTF-8, or undefined where the bytes are not UTF-8: nothing is replaced by U+FFFD, so that different bytes never
 * become the same text. A byte order mark stays a character.
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}
