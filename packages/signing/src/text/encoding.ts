const HEX = /^[0-9a-fA-F]*$/;
const BASE64_URL = /^[A-Za-z0-9_-]*={0,2}$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Exactly `sizeBytes` bytes from hex in either letter case (RFC 4648 §8), or undefined. `Buffer.from` would stop without a word
 * at the first character that is not hex.
 *
 * @example
 * ```ts
 * console.log(decodeHex('00fF', 2)); // <Buffer 00 ff>
 * console.log(decodeHex('00fF', 3)); // undefined
 * ```
 */
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
 *
 * @example
 * ```ts
 * console.log(decodeBase64('AP8=')); // <Buffer 00 ff>
 * console.log(decodeBase64('AP9='), decodeBase64('AP8')); // undefined undefined
 * ```
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

/** Standard base64, padded, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}

/**
 * Whether a text that should be base64 was written in the URL-safe alphabet or without its padding (RFC 4648 §5): a hint for
 * the one who reads a refusal, never a reason to accept.
 */
export function looksLikeBase64Url(text: string): boolean {
  return BASE64_URL.test(text) && text.length % 4 !== 1 && decodeBase64(text) === undefined;
}

/**
 * Text from UTF-8 (RFC 3629), or undefined where the bytes are not UTF-8: nothing is replaced by U+FFFD, so that different bytes
 * never become the same text. A byte order mark stays a character.
 *
 * @example
 * ```ts
 * console.log(decodeUtf8(Uint8Array.of(0xc3, 0xa9))); // é
 * console.log(decodeUtf8(Uint8Array.of(0xff))); // undefined
 * ```
 */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}
