import { createHmac, createSecretKey } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment.ts';
import type { MasterKey, MasterKeys } from './sealing.ts';

const KEY_BYTES = 32;
const FILE_NAME = 'master.key';
const READABLE_BY_OTHERS = 0o077;

/** The gateway cannot start with the master key it was given. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

export interface MasterKeySource {
  /** Environment variables: `COUNTERSIGN_MASTER_KEY` and `COUNTERSIGN_MASTER_KEY_PREVIOUS`, base64 of 32 bytes each. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where `master.key` is kept, and made on first start, if the environment gives none. */
  readonly folder: string;
}

/**
 * Finds the master key, or makes one. Whoever has it and the store has every secret; whoever loses it has lost them all.
 *
 * @throws MasterKeyError if it is of the wrong length, or its file can be read by others
 */
export function openMasterKeys(environment: Environment, { variables, folder }: MasterKeySource): MasterKeys {
  const given = variables.COUNTERSIGN_MASTER_KEY;
  const current = given ? masterKey(given, 'COUNTERSIGN_MASTER_KEY') : keptKey(environment, folder);
  const previous = variables.COUNTERSIGN_MASTER_KEY_PREVIOUS;
  return { current, previous: previous ? [masterKey(previous, 'COUNTERSIGN_MASTER_KEY_PREVIOUS')] : [] };
}

function keptKey(environment: Environment, folder: string): MasterKey {
  const file = path.join(folder, FILE_NAME);
  if (!fs.existsSync(file)) makeKey(environment, folder, file);
  if ((fs.statSync(file).mode & READABLE_BY_OTHERS) !== 0) {
    throw new MasterKeyError(`${file} can be read by others: chmod 600 it, and consider its secrets known`);
  }
  return masterKey(fs.readFileSync(file, 'utf8'), file);
}

/**
 * The key must be on the disk before anything sealed under it is. It is written aside and then linked, which fails if another
 * process was first: so a file of this name is whole, and the same for all.
 */
function makeKey(environment: Environment, folder: string, file: string): void {
  const draft = `${file}.${Buffer.from(environment.randomBytes(8)).toString('hex')}`;
  const text = `${Buffer.from(environment.randomBytes(KEY_BYTES)).toString('base64')}\n`;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.unlinkSync(draft);
  }
  flushFolder(folder);
}

function flushFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

function masterKey(text: string, source: string): MasterKey {
  const encoded = text.trim();
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== KEY_BYTES || bytes.toString('base64') !== encoded) {
    throw new MasterKeyError(
      `${source} must be ${KEY_BYTES} bytes in base64: openssl rand -base64 ${KEY_BYTES}`,
    );
  }
  const id = createHmac('sha256', bytes).update('countersign master key id').digest().subarray(0, 4);
  return { id, key: createSecretKey(bytes) };
}
