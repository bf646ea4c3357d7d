/** How a language's library percent-encodes a form value. They differ in `~ * ! ' ( )` and in the space. */
export type EncodingStyle = 'php' | 'go' | 'java' | 'javascript' | 'rfc3986' | 'none';

interface Style {
  /** What `encodeURIComponent` leaves literal and the style does not. */
  readonly encodes: RegExp | undefined;
  readonly space: '+' | '%20';
}

const STYLES: Readonly<Record<Exclude<EncodingStyle, 'none'>, Style>> = {
  // urlencode
  php: { encodes: /[!'()*~]/g, space: '+' },
  // url.QueryEscape, and Python's quote_plus
  go: { encodes: /[!'()*]/g, space: '+' },
  // URLEncoder.encode
  java: { encodes: /[!'()~]/g, space: '+' },
  // encodeURIComponent, spaces replaced
  javascript: { encodes: undefined, space: '+' },
  // RFC 3986 §2.3
  rfc3986: { encodes: /[!'()*]/g, space: '%20' },
};

/** Literal in every style. */
const NOTHING_TO_ENCODE = /^[A-Za-z0-9_.-]*$/;
/** Names, addresses and notes. */
const ONLY_SPACES_TO_ENCODE = /^[A-Za-z0-9_. -]*$/;

/** A value that has no UTF-8, and so no percent-encoding. */
export class EncodingError extends Error {
  override readonly name = 'EncodingError';

  constructor() {
    super('a lone surrogate has no UTF-8: the text was cut in the middle of a character');
  }
}

/**
 * A value as the style writes it; `none` leaves it as it is. EasyLink's signatures cover encoded values, each client's by its
 * own language (observed in public clients; doc.easylink.id/doc-5864588 names Java, PHP and Go).
 *
 * Throws an `EncodingError` for a lone surrogate, in every style: replaced by U+FFFD, two different values would be signed alike.
 *
 * @example
 * ```ts
 * console.log(encode('php', '~a b*')); // %7Ea+b%2A
 * console.log(encode('java', '~a b*')); // %7Ea+b*
 * ```
 */
export function encode(style: EncodingStyle, value: string): string {
  if (!value.isWellFormed()) throw new EncodingError();
  if (style === 'none' || NOTHING_TO_ENCODE.test(value)) return value;
  const { encodes, space } = STYLES[style];
  if (space === '+' && ONLY_SPACES_TO_ENCODE.test(value)) return withPlusForSpace(value);
  const text = encodeURIComponent(value);
  const spaced = space === '+' ? text.replaceAll('%20', '+') : text;
  return encodes === undefined ? spaced : spaced.replace(encodes, percentEncode);
}

const SPACE = 0x20;
const PLUS = 0x2b;

/** Of ASCII text. Byte by byte, because `replaceAll` with many matches takes ten times as long. */
function withPlusForSpace(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  for (let index = 0; index < bytes.length; index++) if (bytes[index] === SPACE) bytes[index] = PLUS;
  return bytes.toString('latin1');
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
