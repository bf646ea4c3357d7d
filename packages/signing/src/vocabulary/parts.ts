import { decodeUtf8 } from '../text/encoding.ts';
import { JsonSyntaxError } from '../text/json.ts';
import { compact } from '../text/json-writer.ts';
import { Refusal } from '../verdict.ts';
import type { Part } from './string-to-sign.ts';

/** The HTTP method, upper case, as in the request line. */
export const method: Part = { name: 'method', render: ({ message }) => message.method };

/**
 * The absolute url as requested. Characters that RFC 3986 §2 does not allow unencoded are refused: BasicEx puts nothing
 * between url and body, so a `{` in the url would make `url + body` readable in two ways.
 */
export const url: Part = {
  name: 'url',
  render: ({ message }) => {
    refuseIllegalUrlCharacters(message.url);
    return message.url;
  },
};

/** The path only, as sent: no scheme, host or query, still percent-encoded. */
export const path: Part = {
  name: 'path',
  render: ({ message, url: { path: sent } }) => {
    refuseIllegalUrlCharacters(message.url);
    return sent;
  },
};

/** The body's bytes as sent. */
export const body: Part = { name: 'body', render: ({ message }) => message.body };

/** The body as JSON text without insignificant whitespace; spaces inside strings stay. */
export const compactBody: Part = {
  name: 'body without whitespace',
  render: ({ message }) => {
    const text = decodeUtf8(message.body);
    if (text === undefined) throw new Refusal('body_not_utf8');
    try {
      return compact(text);
    } catch (error) {
      if (error instanceof JsonSyntaxError) throw new Refusal('body_malformed');
      throw error;
    }
  },
};

export const timestamp: Part = { name: 'timestamp', render: ({ carried }) => carried.timestamp };

export const requestId: Part = { name: 'request id', render: ({ carried }) => carried.nonce };

/** The key that the message names, where the dialect puts it into the string to sign: shown masked. */
export const keyId: Part = { name: 'app key', secret: true, render: ({ carried }) => carried.keyId };

/**
 * The query, percent-decoded, with or without its `?`; nothing when there is none. `+` stays `+`.
 *
 * Decoding hides where a parameter ends: `a=1%26b=2` and `a=1&b=2` would be signed alike, and `%7B` could move a body into the
 * query. Such a query is refused, on signing and on verifying.
 */
export function decodedQuery(options: { readonly mark: boolean }): Part {
  return {
    name: options.mark ? 'query with ?' : 'query without ?',
    render: ({ url: { query } }) => {
      if (query === undefined || query === '') return '';
      return (options.mark ? '?' : '') + decodeQuery(query);
    },
  };
}

/** `&` `=` `#` `?` `[` `{` and control characters, percent-encoded. */
const ENCODED_DELIMITER = /%(?:26|3d|23|3f|5b|7b|[01][0-9a-f]|7f)/iu;

function decodeQuery(query: string): string {
  if (!query.includes('%')) return query;
  if (ENCODED_DELIMITER.test(query)) throw new Refusal('query_ambiguous');
  try {
    return decodeURIComponent(query);
  } catch {
    throw new Refusal('query_malformed');
  }
}

const ILLEGAL_IN_URL = /[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/u;

function refuseIllegalUrlCharacters(text: string): void {
  if (ILLEGAL_IN_URL.test(text)) throw new Refusal('url_malformed');
}
