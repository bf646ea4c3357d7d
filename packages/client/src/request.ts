import { type Header, type Message, message } from '@countersign/signing';
import { ClientError } from './errors.ts';
import type { Profile } from './profiles.ts';

export interface CallRequest {
  readonly method: string;
  /** With its query, and its leading slash; BlackHat also takes a bare method name such as `getInvoice`. */
  readonly path: string;
  /** Sent and signed byte for byte as given. */
  readonly body?: string | Uint8Array;
  /** Sent along; a `Content-Type` given here replaces the dialect's usual one. */
  readonly headers?: readonly Header[];
  /** UPay: encrypt the parameters, or do not; else what the provider asks of this path. */
  readonly encrypt?: boolean;
}

/** The base of every url: an origin, perhaps with a path before the API's own. Throws `base_url_malformed`. */
export function parseBaseUrl(text: string): string {
  const url = URL.parse(text);
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isHttp || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new ClientError('base_url_malformed', { detail: 'baseUrl' });
  }
  return url.href.replace(/\/+$/u, '');
}

/** The message before it is signed. Its url is spelled as it will be sent, since a signature may cover every character. */
export function unsignedMessage(
  baseUrl: string,
  request: CallRequest,
  { methodPrefix }: Profile,
  extraHeaders: readonly Header[],
): Message {
  const { method, path, body, headers = [] } = request;
  const absolutePath = methodPrefix && /^\w+(?:\?|$)/u.test(path) ? `${methodPrefix}${path}` : path;
  if (!absolutePath.startsWith('/')) throw new ClientError('request_malformed', { detail: `path '${path}'` });
  const url = new URL(baseUrl + absolutePath);
  url.hash = '';
  const unsigned = message({
    method: method.toUpperCase(),
    url: url.href,
    headers: [...headers, ...extraHeaders],
    ...(body === undefined ? {} : { body }),
  });
  if (unsigned.body.length > 0 && (unsigned.method === 'GET' || unsigned.method === 'HEAD')) {
    throw new ClientError('request_malformed', { detail: `${unsigned.method} with a body` });
  }
  return unsigned;
}
