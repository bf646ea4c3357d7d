/** One HTTP header as it stood on the wire: duplicates are kept, in order. */
export type Header = readonly [name: string, value: string];

/**
 * A request, a response or a callback, as bytes.
 *
 * For a response, `method` and `url` are those of the request it answers: ANexPay signs them again in its responses.
 * `url` may be absolute (`https://host/path?query`) or as in the request line (`/path?query`); BasicEx signs the absolute form.
 */
export interface Message {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** What `message()` accepts: headers also as a record, the body also as text (encoded as UTF-8). */
export interface MessageInput {
  readonly method?: string;
  readonly url: string;
  readonly headers?: readonly Header[] | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: string | Uint8Array;
}

const NO_BODY = new Uint8Array(0);

/**
 * Makes a `Message` from whatever form the parts are in. It changes no byte of the body.
 *
 * @example
 * ```ts
 * import { message } from '@countersign/signing';
 * const request = message({ method: 'POST', url: 'https://openapi.basicex.com/v2/invoices', body: '{"t": "123"}' });
 * ```
 */
export function message(input: MessageInput): Message {
  return {
    method: input.method ?? 'GET',
    url: input.url,
    headers: headerList(input.headers ?? []),
    body: bodyBytes(input.body),
  };
}

function bodyBytes(body: string | Uint8Array | undefined): Uint8Array {
  if (body === undefined) return NO_BODY;
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}

function headerList(headers: NonNullable<MessageInput['headers']>): readonly Header[] {
  if (isList(headers)) return headers;
  return Object.entries(headers).flatMap(([name, value]): Header[] => {
    if (value === undefined) return [];
    return typeof value === 'string' ? [[name, value]] : value.map((each): Header => [name, each]);
  });
}

function isList(headers: NonNullable<MessageInput['headers']>): headers is readonly Header[] {
  return Array.isArray(headers);
}

/** Every value of a header, in order, without regard to the letter case of its name (RFC 9110 §5.1). */
export function headerValues(message: Message, name: string): readonly string[] {
  const lowerCaseName = name.toLowerCase();
  return message.headers.filter((each) => isHeader(each, lowerCaseName)).map(([, value]) => value);
}

/** The first value of a header, or undefined. Signed headers are read through carriers instead, which refuse duplicates. */
export function headerValue(message: Message, name: string): string | undefined {
  const lowerCaseName = name.toLowerCase();
  return message.headers.find((each) => isHeader(each, lowerCaseName))?.[1];
}

/** Lengths are compared first: most headers need no conversion then. */
export function isHeader(header: Header, lowerCaseName: string): boolean {
  const name = header[0];
  return name.length === lowerCaseName.length && name.toLowerCase() === lowerCaseName;
}

export interface SplitUrl {
  /** `https://host:port`, or empty when the url has none. */
  readonly origin: string;
  readonly path: string;
  /** What follows `?`, still encoded; undefined when there is no `?`. */
  readonly query: string | undefined;
}

/** Cuts a url without normalising anything: signatures cover the characters as they were sent. A fragment is dropped. */
export function splitUrl(url: string): SplitUrl {
  const fragmentAt = url.indexOf('#');
  const sent = fragmentAt === -1 ? url : url.slice(0, fragmentAt);
  const schemeAt = sent.startsWith('/') ? -1 : sent.indexOf('://');
  const pathAt = schemeAt === -1 ? 0 : endOfAuthority(sent, schemeAt + 3);
  const queryAt = sent.indexOf('?', pathAt);
  const path = queryAt === -1 ? sent.slice(pathAt) : sent.slice(pathAt, queryAt);
  return {
    origin: sent.slice(0, pathAt),
    path: path === '' ? '/' : path,
    query: queryAt === -1 ? undefined : sent.slice(queryAt + 1),
  };
}

function endOfAuthority(url: string, start: number): number {
  for (let index = start; index < url.length; index++) {
    if (url[index] === '/' || url[index] === '?') return index;
  }
  return url.length;
}
