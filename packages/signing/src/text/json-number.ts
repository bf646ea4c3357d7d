import { DOT, isDigit, LOWER_E, MINUS, PLUS, UPPER_E, ZERO } from './json-characters.ts';
import { expecting, JsonSyntaxError } from './json-error.ts';

/** Where the number that begins at `start` ends (RFC 8259 §6). */
export function endOfNumber(text: string, start: number): number {
  let end = endOfInteger(text, text.charCodeAt(start) === MINUS ? start + 1 : start);
  if (text.charCodeAt(end) === DOT) end = endOfDigits(text, end + 1);
  const code = text.charCodeAt(end);
  if (code !== LOWER_E && code !== UPPER_E) return end;
  const sign = text.charCodeAt(end + 1);
  return endOfDigits(text, sign === PLUS || sign === MINUS ? end + 2 : end + 1);
}

function endOfInteger(text: string, start: number): number {
  if (text.charCodeAt(start) !== ZERO) return endOfDigits(text, start);
  if (isDigit(text.charCodeAt(start + 1)))
    throw new JsonSyntaxError(start, 'a number may not begin with a zero');
  return start + 1;
}

function endOfDigits(text: string, start: number): number {
  if (!isDigit(text.charCodeAt(start))) throw expecting(text, start, 'a digit');
  let end = start + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}
