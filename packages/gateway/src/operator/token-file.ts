import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../environment.ts';

const FILE_NAME = 'operator.json';
const TOKEN_BYTES = 32;
const READABLE_BY_OTHERS = 0o077;

/** What an operator's tool needs to talk to the running gateway: `DIR/operator.json`, readable by its owner only. */
export interface OperatorFile {
  readonly origin: string;
  readonly token: string;
}

/** The operator's token of this data folder, made on first start. */
export function operatorToken(environment: Environment, folder: string): string {
  const file = path.join(folder, FILE_NAME);
  if (!existsSync(file)) return Buffer.from(environment.randomBytes(TOKEN_BYTES)).toString('base64url');
  if ((statSync(file).mode & READABLE_BY_OTHERS) !== 0) {
    throw new Error(`${file} can be read by others: delete it, and a new token is made at the next start`);
  }
  return (JSON.parse(readFileSync(file, 'utf8')) as OperatorFile).token;
}

export function writeOperatorFile(folder: string, content: OperatorFile): void {
  writeFileSync(path.join(folder, FILE_NAME), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
