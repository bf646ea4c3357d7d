import type { Environment } from '../environment.ts';

const DIGITS = '0123456789';
const ALPHANUMERICS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Random decimal digits, the first of which may be zero. */
export function digits(environment: Environment, length: number): string {
  return randomText(environment, DIGITS, length);
}

/** Random letters of both cases and digits: 5.95 bits each. */
export function alphanumerics(environment: Environment, length: number): string {
  return randomText(environment, ALPHANUMERICS, length);
}

/** Random lower-case hexadecimal digits: 4 bits each. */
export function hexadecimals(environment: Environment, length: number): string {
  return randomText(environment, '0123456789abcdef', length);
}

/** A random UUID (RFC 9562 §5.4), for what must not tell when it was made. */
export function randomUuid(environment: Environment): string {
  const variant = randomText(environment, '89ab', 1);
  const groups = [8, 4, 3, 3, 12].map((length) => hexadecimals(environment, length));
  const [first, second, third, fourth, fifth] = groups;
  return `${first}-${second}-4${third}-${variant}${fourth}-${fifth}`;
}

/** Bytes past the largest multiple of the alphabet's size are thrown away: taking the remainder would favour its first letters. */
function randomText(environment: Environment, alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of environment.randomBytes(length - text.length)) {
      if (byte < limit) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}
