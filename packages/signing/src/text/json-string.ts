import { BACKSLASH, QUOTE, SPACE } from './json-characters.ts';
import { JsonSyntaxError } from './json-error.ts';

const CONTROL_CHARACTER = /[^ -\uffff]/;

/** True where no string of the text needs to be looked at character by character: each ends at the next quotation mark. */
export function hasPlainStrings(text: string): boolean {
  return !text.includes('\\') && !CONTROL_CHARACTER.test(text);
}

/** Where the string whose content begins at `start` has its closing quotation mark. */
export function endOfString(text: string, start: number, isPlain: boolean): number {
  const end = isPlain ? text.indexOf('"', start) : scanToEnd(text, start);
  if (end === -1) throw new JsonSyntaxError(start - 1, 'the string does not end');
  return end;
}

function scanToEnd(text: string, start: number): number {
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) return index;
    if (code === BACKSLASH) index++;
    else if (code < SPACE)
      throw new JsonSyntaxError(index, 'a control character in a string must be escaped');
  }
  return -1;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/g;

/** The text that a string's content stands for. As in JavaScript, a lone surrogate stays one. `start` is its position. */
export function decodeEscapes(content: string, start: number): string {
  if (!content.includes('\\')) return content;
  try {
    return JSON.parse(`"${content}"`);
  } catch {
    const withoutEscapes = content.replace(ESCAPE, (found) => ' '.repeat(found.length));
    throw new JsonSyntaxError(
      start + withoutEscapes.indexOf('\\'),
      'a backslash that begins no escape of JSON',
    );
  }
}
