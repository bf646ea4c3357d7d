import { decodeUtf8, type Signed } from '@countersign/signing';
import { textOrBase64 } from './body.ts';
import { headersObject } from './headers.ts';

/** A signed message and what its signature covers, as JSON in one line. Keys inside the string to sign are masked. */
export function signedJson({ message: { method, url, headers, body }, stringToSign }: Signed): string {
  const isText = decodeUtf8(stringToSign.bytes) !== undefined;
  return JSON.stringify({
    method,
    url,
    headers: headersObject(headers),
    ...textOrBase64('body', body),
    ...(isText ? { stringToSign: stringToSign.masked } : textOrBase64('stringToSign', stringToSign.bytes)),
  });
}
