import { createHmac, createSecretKey } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment.ts';
import { createPrivateFile, isReadableByOthers } from './private-file.ts';
import type { MasterKey, MasterKeys } from './sealing.ts';

const KEY_BYTES = 32;
const FILE_NAME = 'master.key';
const OWNER_ONLY = 0o700;

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
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    const bytes = Buffer.from(environment.randomBytes(KEY_BYTES));
    // The key must be on the disk before anything sealed under it is.
    createPrivateFile(environment, file, `${bytes.toString('base64')}\n`);
  }
  if (isReadableByOthers(file)) {
    throw new MasterKeyError(`${file} can be read by others: chmod 600 it, and consider its secrets known`);
  }
  return masterKey(readFileSync(file, 'utf8'), file);
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
