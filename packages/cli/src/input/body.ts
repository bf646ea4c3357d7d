import { readFile } from './file.ts';
import type { StandardInput } from './standard-input.ts';

export const BODY_HELP = 'the body: text, @FILE for the bytes of a file, - for standard input';

/** A body's bytes, exactly: nothing is added, trimmed or decoded. */
export async function readBody(
  text: string | undefined,
  flag: string,
  standardInput: StandardInput,
): Promise<Buffer> {
  if (text === undefined) return Buffer.alloc(0);
  if (text === '-') return standardInput.read(flag);
  return text.startsWith('@') ? readFile(text.slice(1), flag) : Buffer.from(text, 'utf8');
}
