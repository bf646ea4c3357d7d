import * as fs from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment.ts';

const OWNER_ONLY = 0o600;
const READABLE_BY_OTHERS = 0o077;
const SUFFIX_BYTES = 8;

/**
 * Creates a file that only its owner can read, on the disk before this returns. Whoever sees it sees all of it.
 *
 * @returns false if there is one: of several processes at once, one creates it
 */
export function createPrivateFile(environment: Environment, file: string, text: string): boolean {
  const draft = writeDraft(environment, file, text);
  try {
    // Unlike renaming, linking fails where the name is taken.
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    fs.unlinkSync(draft);
  }
  flushFolder(path.dirname(file));
  return true;
}

/** Writes a file that only its owner can read. A crash leaves the old one or the new one, whole. */
export function replacePrivateFile(environment: Environment, file: string, text: string): void {
  fs.renameSync(writeDraft(environment, file, text), file);
  flushFolder(path.dirname(file));
}

export function isReadableByOthers(file: string): boolean {
  return (fs.statSync(file).mode & READABLE_BY_OTHERS) !== 0;
}

function writeDraft(environment: Environment, file: string, text: string): string {
  const draft = `${file}.${Buffer.from(environment.randomBytes(SUFFIX_BYTES)).toString('hex')}`;
  fs.writeFileSync(draft, text, { mode: OWNER_ONLY, flag: 'wx', flush: true });
  return draft;
}

/** A name is on the disk when its folder is. */
function flushFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
