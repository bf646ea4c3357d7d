import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createPrivateFile, isReadableByOthers, replacePrivateFile } from '../core/index.ts';
import type { Environment } from '../environment.ts';

const FILE_NAME = 'operator.json';
const TOKEN_BYTES = 32;

/** The gateway cannot use the `operator.json` it finds. */
export class OperatorFileError extends Error {
  override readonly name = 'OperatorFileError';
}

/** What an operator's tool needs to talk to the running gateway: `DIR/operator.json`, readable by its owner only. */
export interface OperatorFile {
  readonly origin: string;
  readonly token: string;
}

/**
 * The operator's token of this data folder, made on first start: processes that share the folder share the token.
 *
 * @throws OperatorFileError
 */
export function operatorToken(environment: Environment, folder: string): string {
  const file = path.join(folder, FILE_NAME);
  if (!existsSync(file)) {
    const token = Buffer.from(environment.randomBytes(TOKEN_BYTES)).toString('base64url');
    if (createPrivateFile(environment, file, written({ token }))) return token;
  }
  if (isReadableByOthers(file)) throw unusable(file, 'can be read by others');
  const token = tokenIn(readFileSync(file, 'utf8'));
  if (token === undefined) throw unusable(file, 'holds no token');
  return token;
}

export function writeOperatorFile(environment: Environment, folder: string, content: OperatorFile): void {
  replacePrivateFile(environment, path.join(folder, FILE_NAME), written(content));
}

/** One that was shortened by hand would be guessed. */
function tokenIn(text: string): string | undefined {
  try {
    const { token } = JSON.parse(text) as Partial<OperatorFile>;
    return Buffer.from(token ?? '', 'base64url').length < TOKEN_BYTES ? undefined : token;
  } catch {
    return undefined;
  }
}

function written(content: Partial<OperatorFile>): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

function unusable(file: string, why: string): OperatorFileError {
  return new OperatorFileError(`${file} ${why}: delete it, and the next start makes a new token`);
}
