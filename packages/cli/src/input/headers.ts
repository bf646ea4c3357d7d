import type { Header } from '@countersign/signing';
import { UsageError } from '../ending.ts';
import { readFile } from './file.ts';

/** RFC 9110 §5.1: a field name is a token. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a field value holds no control characters but tab (RFC 9110 §5.5)
const ILLEGAL_IN_VALUE = /[\x00-\x08\x0a-\x1f\x7f]/u;

/** `Name: value`, with the white space around the value dropped (RFC 9112 §5). Undefined where it is no header. */
export function parseHeader(line: string): Header | undefined {
  const colonAt = line.indexOf(':');
  if (colonAt === -1) return undefined;
  const name = line.slice(0, colonAt);
  const value = line.slice(colonAt + 1).replace(/^[ \t]+|[ \t]+$/gu, '');
  return NAME.test(name) && !ILLEGAL_IN_VALUE.test(value) ? [name, value] : undefined;
}

/** Headers from the values of `--header`: `Name: value`, or `@FILE` with one header a line. */
export function readHeaders(values: readonly string[]): readonly Header[] {
  return values.flatMap((value) => (value.startsWith('@') ? fromFile(value.slice(1)) : [fromFlag(value)]));
}

function fromFile(path: string): readonly Header[] {
  const lines = readFile(path, '--header').toString('utf8').split(/\r?\n/u);
  return lines.filter((line) => line !== '').map(fromFlag);
}

/** The value is not repeated in the message: it may be a token. */
function fromFlag(line: string): Header {
  const header = parseHeader(line);
  if (header === undefined) throw new UsageError("--header: write it as 'Name: value', on one line");
  return header;
}
