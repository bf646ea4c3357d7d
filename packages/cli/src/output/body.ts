import { decodeUtf8 } from '@countersign/signing';

/** Bytes in JSON output: as text where they are UTF-8, else as base64 under another name. */
export function textOrBase64(name: string, bytes: Uint8Array): Readonly<Record<string, string>> {
  const text = decodeUtf8(bytes);
  return text === undefined ? { [`${name}Base64`]: Buffer.from(bytes).toString('base64') } : { [name]: text };
}
