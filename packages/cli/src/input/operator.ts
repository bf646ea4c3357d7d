import { join } from 'node:path';
import { UsageError } from '../ending.ts';
import type { Operator } from '../operator-api.ts';
import { readFile } from './file.ts';

export interface OperatorFlags {
  readonly data: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

/** Written by the gateway into its data folder, for whoever may read that folder. */
const FILE_NAME = 'operator.json';

/** Where the gateway is, and its operator's token: from the data folder, or from `--gateway` and `--token-file`. */
export function readOperator({ data, gateway, tokenFile }: OperatorFlags): Operator {
  const flag = tokenFile === undefined ? '--data' : '--token-file';
  const path = tokenFile ?? join(data, FILE_NAME);
  const { origin, token } = parseOperator(readFile(path, flag).toString('utf8').trim(), path, flag);
  const url = URL.parse(gateway ?? origin ?? '');
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new UsageError(
      gateway === undefined && tokenFile === undefined
        ? `--data: ${path} does not say where its gateway listens, which it writes once it does; or give --gateway`
        : '--gateway: needed, the address of the running gateway, such as http://127.0.0.1:8080',
    );
  }
  return { origin: url.origin, token };
}

/** `{"origin":…,"token":…}`, or the token alone. */
function parseOperator(text: string, path: string, flag: string): { origin?: string; token: string } {
  if (/^[\x21-\x7a]+$/u.test(text)) return { token: text };
  try {
    const { origin, token } = JSON.parse(text);
    if (typeof token === 'string') return typeof origin === 'string' ? { origin, token } : { token };
  } catch {
    // Falls through: what is no JSON and what has no token have the same remedy.
  }
  throw new UsageError(`${flag}: ${path} holds no operator token`);
}
