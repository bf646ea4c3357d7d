import { createPublicKey } from 'node:crypto';
import { type Credentials, DIALECTS, type DialectName, privateKey } from '@countersign/signing';
import { UsageError } from '../ending.ts';
import { readFile } from './file.ts';
import type { StandardInput } from './standard-input.ts';

export const CREDENTIALS_HELP =
  "a JSON file: sandbox.json, or one dialect's object from it; - for standard input; default: $COUNTERSIGN_CREDENTIALS";

const FLAG = '--credentials';
const VARIABLE = 'COUNTERSIGN_CREDENTIALS';

export interface CredentialsFile {
  readonly credentials: Credentials;
  /** Where the gateway that they belong to listens, if the file says so. */
  readonly origin: string | undefined;
}

export interface CredentialsSource {
  readonly flag: string | undefined;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly standardInput: StandardInput;
}

/** The credentials for one dialect, from a file, standard input or the environment: never from the command line itself. */
export async function readCredentials(
  dialect: DialectName,
  source: CredentialsSource,
): Promise<CredentialsFile> {
  const { text, from } = await readText(source);
  const { origin, ...fields } = chooseDialect(parseObject(text, from), dialect, from);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string') throw new UsageError(`${from}: ${name} must be text`);
  }
  return {
    credentials: withPublicHalves(fields as Credentials),
    origin: typeof origin === 'string' ? origin : undefined,
  };
}

async function readText({ flag, variables, standardInput }: CredentialsSource) {
  const variable = variables[VARIABLE];
  if (flag === '-') return { text: (await standardInput.read(FLAG)).toString('utf8'), from: FLAG };
  if (flag?.trimStart().startsWith('{')) {
    throw new UsageError(
      `${FLAG}: takes a file, since any process can read a command line; or set ${VARIABLE}`,
    );
  }
  if (flag !== undefined) return { text: readFile(flag, FLAG).toString('utf8'), from: `${FLAG} ${flag}` };
  if (!variable) {
    throw new UsageError(
      `${FLAG}: needed; the gateway's first start writes one, ./data/sandbox.json\n  ${VARIABLE} may hold its path or its JSON instead`,
    );
  }
  if (variable.trimStart().startsWith('{')) return { text: variable, from: VARIABLE };
  return { text: readFile(variable, VARIABLE).toString('utf8'), from: VARIABLE };
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a JSON parser says of its input is not repeated: it quotes some of it. */
function parseObject(text: string, from: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${from}: is not JSON`);
  }
  if (!isObject(value)) throw new UsageError(`${from}: must hold a JSON object`);
  return value;
}

/** From `sandbox.json` the dialect's part, with the origin beside it; else the object is that part. */
function chooseDialect(file: JsonObject, dialect: DialectName, from: string): JsonObject {
  const part = file[dialect];
  if (isObject(part)) return { origin: file.origin, ...part };
  const others = Object.keys(DIALECTS).filter((name) => isObject(file[name]));
  if (others.length === 0) return file;
  throw new UsageError(`${from}: holds no credentials for ${dialect}, only for ${others.join(', ')}`);
}

const KEY_PAIRS = [
  ['merchantPrivateKey', 'merchantPublicKey'],
  ['platformPrivateKey', 'platformPublicKey'],
] as const;

/** Whoever holds a private key holds the public one: what is encrypted to the one, or verified with it, needs no second field. */
function withPublicHalves(credentials: Credentials): Credentials {
  const derived = KEY_PAIRS.flatMap(([secretName, publicName]) => {
    const text = credentials[secretName];
    const known = credentials[publicName] !== undefined;
    const publicText = text === undefined || known ? undefined : publicHalf(text);
    return publicText === undefined ? [] : [[publicName, publicText]];
  });
  return { ...credentials, ...Object.fromEntries(derived) };
}

/** Undefined where the key cannot be read: signing says so, and names the field. */
function publicHalf(text: string): string | undefined {
  try {
    return String(createPublicKey(privateKey(text)).export({ type: 'spki', format: 'pem' }));
  } catch {
    return undefined;
  }
}
