import type { IncomingMessage } from 'node:http';
import type { GatewayRequest } from './exchange.ts';
import type { HttpLimits } from './limits.ts';
import type { ProblemCode } from './problem.ts';

/** PostgreSQL's text cannot hold it, and no identifier contains it. */
const ENCODED_NUL = '%00';

/** What is wrong with a request that is well-formed HTTP, before any route looks at it. */
export function refuseAdmission(
  { url, path, headers }: GatewayRequest,
  { httpVersion }: IncomingMessage,
  limits: HttpLimits,
): ProblemCode | undefined {
  if (url.length > limits.urlLengthCharacters) return 'url_too_long';
  if (headers.length > limits.headerCount) return 'headers_too_many';
  // RFC 9112 §3.2: a request target has no fragment; of one that has, a signature and a route could read different parts.
  if (path.includes(ENCODED_NUL) || url.includes('#')) return 'url_malformed';
  // RFC 9112 §3.2: exactly one; two could make us and a proxy see different hosts. HTTP/1.0 knew none.
  const hosts = headers.filter(([name]) => name.length === 4 && name.toLowerCase() === 'host').length;
  if (hosts > 1 || (hosts === 0 && httpVersion !== '1.0')) return 'host_invalid';
  return undefined;
}

const UNUSUAL_PATH = /%|\/\/|\/$/u;

/**
 * Whether a path fits a route's pattern letter by letter. The router is kinder: it takes `/%76%32` for `/v2`, which a proxy that
 * guards a path by its spelling would not, and `/v2/invoices/` for `/v2/invoices/:id` with an empty id.
 */
export function isMatchedAsSent(pattern: string, path: string): boolean {
  if (!UNUSUAL_PATH.test(path)) return true;
  const sent = path.split('/');
  const expected = pattern.split('/');
  const fits = (segment: string, at: number) =>
    segment.startsWith(':') ? sent[at] !== '' : segment === sent[at];
  return sent.length === expected.length && expected.every(fits);
}
