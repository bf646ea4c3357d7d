/** How a language's library percent-encodes a form value. They differ in `~ * ! ' ( )` and in the space. */
export type EncodingStyle = 'php' | 'go' | 'java' | 'javascript' | 'rfc3986' | 'none';

/** What `encodeURIComponent` leaves literal and the style does not, and what becomes of a space. */
const DIFFERENCES: Readonly<
  Record<EncodingStyle, { readonly encoded: RegExp | undefined; readonly space: string }>
> = {
  // urlencode
  php: { encoded: /[!'()*~]/gu, space: '+' },
  // url.QueryEscape, and Python's quote_plus
  go: { encoded: /[!'()*]/gu, space: '+' },
  // URLEncoder.encode
  java: { encoded: /[!'()~]/gu, space: '+' },
  // encodeURIComponent, spaces replaced
  javascript: { encoded: undefined, space: '+' },
  // RFC 3986 §2.3
  rfc3986: { encoded: /[!'()*]/gu, space: '%20' },
  none: { encoded: undefined, space: ' ' },
};

const NOTHING_TO_ENCODE = /^[A-Za-z0-9_.-]*$/u;

/** A value as the style writes it. A lone surrogate, which has no UTF-8, is written as U+FFFD by every style. */
export function encode(style: EncodingStyle, value: string): string {
  if (style === 'none' || NOTHING_TO_ENCODE.test(value)) return value;
  const { encoded, space } = DIFFERENCES[style];
  const text = encodeURIComponent(value.toWellFormed());
  const spaced = space === '+' ? text.replaceAll('%20', '+') : text;
  return encoded === undefined ? spaced : spaced.replace(encoded, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
