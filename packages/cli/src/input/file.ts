import { readFileSync } from 'node:fs';
import { UsageError } from '../ending.ts';
import type { StandardInput } from './standard-input.ts';

/** A file's bytes, or an error that names the flag. */
export function readFile(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : 'unreadable';
    throw new UsageError(`${flag}: cannot read '${path}' (${reason})`);
  }
}

/** A file's bytes, or standard input's for `-`. */
export async function readFileOrStandardInput(
  path: string,
  flag: string,
  standardInput: StandardInput,
): Promise<Buffer> {
  return path === '-' ? standardInput.read(flag) : readFile(path, flag);
}
