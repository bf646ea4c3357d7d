/** The callbacks among the known-answer vectors, ready to be sent. */
import { readdirSync, readFileSync } from 'node:fs';
import {
  type Credentials,
  DIALECTS,
  type Dialect,
  type Header,
  type Message,
  message,
} from '@countersign/signing';

export interface CallbackVector {
  /** `anexpay/W1` */
  readonly name: string;
  readonly dialect: Dialect;
  readonly credentials: Credentials;
  readonly message: Message;
  /** When it is received, in Unix milliseconds. */
  readonly receivedAt: number;
  /** The right signature, where it is known. */
  readonly signature: string | undefined;
  /** Why it is refused, or undefined where it verifies. */
  readonly code: string | undefined;
}

interface VectorFile {
  readonly dialect: keyof typeof DIALECTS;
  readonly credentials: Readonly<Record<string, Credentials>>;
  readonly vectors: readonly {
    readonly id: string;
    readonly direction: string;
    readonly credentials: string;
    readonly message: {
      readonly method: string;
      readonly url: string;
      readonly headers: Readonly<Record<string, string>> | readonly Header[];
      readonly body?: string;
      readonly bodyBase64?: string;
    };
    readonly at?: number;
    readonly signature?: string | null;
    readonly expect: { readonly verified: boolean; readonly code?: string };
  }[];
}

const folder = new URL('../../../packages/signing/vectors/', import.meta.url);

/** A time at which the throw-away certificates are valid, for the dialects that look at no clock. */
const ANY_TIME = Date.parse('2027-01-01T00:00:00Z');

export const callbackVectors: readonly CallbackVector[] = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => callbacksOf(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));

function callbacksOf({ dialect, credentials, vectors }: VectorFile): CallbackVector[] {
  return vectors
    .filter(({ direction }) => direction === 'callback')
    .map(({ id, credentials: holder, message: { body, bodyBase64, ...sent }, at, signature, expect }) => ({
      name: `${dialect}/${id}`,
      dialect: DIALECTS[dialect],
      credentials: credentials[holder] ?? {},
      message: message({
        ...sent,
        body: bodyBase64 === undefined ? (body ?? '') : Buffer.from(bodyBase64, 'base64'),
      }),
      receivedAt: at ?? ANY_TIME,
      signature: signature ?? undefined,
      code: expect.code,
    }));
}

export function callbackVector(name: string): CallbackVector {
  const found = callbackVectors.find((vector) => vector.name === name);
  if (found === undefined) throw new Error(`no callback vector ${name}`);
  return found;
}

/** One that verifies for each dialect, and for each of BasicEx's modes. */
export const GENUINE: readonly CallbackVector[] = [
  'basicex/W1',
  'basicex/C2',
  'anexpay/W1',
  'easylink/V5',
  'blackhat/callback',
  'upay/E2',
].map(callbackVector);
