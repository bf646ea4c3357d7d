import { type Message, splitUrl } from '@countersign/signing';
import type { GatewayRequest } from './exchange.ts';

/** Where merchants reach the gateway: what BasicEx's url-in-the-signature is compared with. */
export interface PublicUrl {
  /** Origin and path prefix, without a slash at the end: `https://pay.example.com/gateway`. */
  readonly base: string;
  /** Host and port in lower case, without a default port: as a `Host` header names it. */
  readonly host: string;
}

/** A configured public url that cannot be one. */
export class PublicUrlError extends Error {
  readonly text: string;

  constructor(text: string, problem: string) {
    super(`'${text}' ${problem}`);
    this.name = 'PublicUrlError';
    this.text = text;
  }
}

/** Parses a public base url; a slash at its end is dropped. Throws a `PublicUrlError`. */
export function parsePublicUrl(text: string): PublicUrl {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    throw new PublicUrlError(text, 'is not an absolute url like https://pay.example.com');
  }
  if (url.username !== '' || url.password !== '') {
    throw new PublicUrlError(url.origin, 'must not carry a user name or password');
  }
  if (/[?#]/u.test(text)) {
    throw new PublicUrlError(text, 'must end with its host or path, without a query or fragment');
  }
  return { base: url.origin + url.pathname.replace(/\/+$/u, ''), host: url.host };
}

const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];
const EVERY_ADDRESS_HOSTS = ['0.0.0.0', '[::]'];

/**
 * The public urls of a gateway that was told none: its listening origin and, where that is on the loopback interface, the other
 * names that the same machine has for it. Fit for a sandbox: behind a proxy, clients sign another url than this one.
 */
export function defaultPublicUrls(listeningOrigin: string): readonly PublicUrl[] {
  const origin = new URL(listeningOrigin);
  const aliases = [...LOOPBACK_HOSTS, ...EVERY_ADDRESS_HOSTS].includes(origin.hostname) ? LOOPBACK_HOSTS : [];
  const hosts = new Set([origin.hostname, ...aliases]);
  return [...hosts].map((host) => parsePublicUrl(`${origin.protocol}//${host}:${origin.port}`));
}

/**
 * The absolute urls that a request may have been sent to, most likely first: the public url whose host is the `Host` header's,
 * then the others. The header only orders them; it never makes a url, because whoever sends a request can write it.
 *
 * @param target the request target as sent; of the absolute form (RFC 9112 §3.2.2) only path and query are used
 */
export function candidateUrls(
  publicUrls: readonly PublicUrl[],
  target: string,
  hostHeader: string | undefined,
): readonly string[] {
  const path = target.slice(splitUrl(target).origin.length);
  const isAddressed = isAddressedBy(hostHeader);
  const ordered = [
    ...publicUrls.filter(isAddressed),
    ...publicUrls.filter((publicUrl) => !isAddressed(publicUrl)),
  ];
  return ordered.map(({ base }) => base + path);
}

function isAddressedBy(hostHeader: string | undefined): (publicUrl: PublicUrl) => boolean {
  const named = hostHeader?.toLowerCase();
  return ({ base, host }) => {
    const defaultPort = base.startsWith('https:') ? ':443' : ':80';
    return named === host || named === host + defaultPort;
  };
}

/** The message that was signed, for a dialect that leaves scheme and host out of its string to sign. */
export function signedMessage({ method, url, headers, body }: GatewayRequest): Message {
  return { method, url, headers, body };
}

/** The messages that may have been signed, for a dialect that signs the absolute url: one for each public url. */
export function signedMessages(
  request: GatewayRequest,
  publicUrls: readonly [PublicUrl, ...PublicUrl[]],
): readonly [Message, ...Message[]] {
  const { method, headers, body, url } = request;
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  const [first = url, ...others] = candidateUrls(publicUrls, url, host);
  return [
    { method, url: first, headers, body },
    ...others.map((other) => ({ method, url: other, headers, body })),
  ];
}
