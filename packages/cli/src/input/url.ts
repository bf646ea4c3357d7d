import type { Header } from '@countersign/signing';
import { UsageError } from '../ending.ts';

/** An absolute url, spelled as it was given: a signature may cover every character of it. */
export function checkUrl(text: string, flag: string): string {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(`${flag}: give the whole url, http(s)://host/path?query`);
  }
  if (text.includes('#')) throw new UsageError(`${flag}: leave out the # and what follows; it is never sent`);
  return text;
}

export interface UrlSource {
  /** From `--url`. */
  readonly url: string | undefined;
  readonly scheme: string;
  /** From the request line; absent in an answer. */
  readonly target: string | undefined;
  readonly headers: readonly Header[];
  /** Whether the signature covers the host, so that a path will not do. */
  readonly mustBeAbsolute: boolean;
}

/** The url of a raw message: what `--url` says, else the request line's, made absolute with the Host header. */
export function urlOfHttpMessage(source: UrlSource): string {
  const { url, scheme, target, headers, mustBeAbsolute } = source;
  if (url !== undefined) return checkUrl(url, '--url');
  if (target === undefined) throw new UsageError('--url: needed, an answer does not say which url it is for');
  if (!target.startsWith('/')) return checkUrl(target, '--http');
  const host = headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
  if (!host && !mustBeAbsolute) return target;
  if (!host)
    throw new UsageError('--url: needed, the signature covers the host and the message has no Host header');
  return checkUrl(`${scheme}://${host}${target}`, '--http');
}
