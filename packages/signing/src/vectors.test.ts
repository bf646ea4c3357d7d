// Every known-answer vector in vectors/*.json, through the public door: the verdict, the string to sign, and signing again.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  type Credentials,
  createAnexpay,
  createBlackhat,
  createEasylink,
  DIALECTS,
  type Direction,
  type DirectionName,
  directionOf,
  type Header,
  inspect,
  type Message,
  message,
  oneMode,
  rsaSha256,
  Source,
  sign,
  type Verified,
  verify,
  Wire,
} from './index.ts';
import { render, type StringToSign } from './vocabulary/string-to-sign.ts';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly direction: DirectionName;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly credentials: string;
  readonly message: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>> | readonly Header[];
    readonly body?: string;
    readonly bodyBase64?: string;
  };
  readonly at?: number;
  readonly stringToSign?: string;
  readonly signature?: string | null;
  readonly expect: { readonly verified: true } | { readonly verified: false; readonly code: string };
}

interface VectorFile {
  readonly dialect: keyof typeof DIALECTS;
  readonly credentials: Readonly<Record<string, Credentials>>;
  readonly vectors: readonly Vector[];
}

const folder = new URL('../vectors/', import.meta.url);

/** Receipt time of vectors whose dialect looks at no clock, and a time at which the throw-away certificates are valid. */
const ANY_TIME = Date.parse('2027-01-01T00:00:00Z');

for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
  const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as VectorFile;
  describe(`${name}`, () => {
    for (const vector of file.vectors) {
      test(`${vector.direction} ${vector.id}: ${vector.title}`, () => check(file, vector));
    }
  });
}

async function check(file: VectorFile, vector: Vector): Promise<void> {
  const direction = directionFor(file.dialect, vector);
  const credentials = file.credentials[vector.credentials];
  assert.ok(credentials, `credentials ${vector.credentials}`);
  const sent = messageOf(vector);
  const verdict = await verify(direction, sent, { credentials, receivedAt: vector.at ?? ANY_TIME });
  if (!vector.expect.verified) {
    assert.deepEqual(
      { ok: verdict.ok, code: verdict.ok ? undefined : verdict.code },
      { ok: false, code: vector.expect.code },
    );
    return;
  }
  assert.ok(verdict.ok, verdict.ok ? '' : `${verdict.code} ${verdict.field ?? ''}`);
  if (vector.stringToSign !== undefined) {
    assert.equal(stringToSign(direction, sent, verdict).text, vector.stringToSign);
  }
  await signAgain(direction, sent, credentials, verdict, vector.signature);
}

function directionFor(dialect: keyof typeof DIALECTS, { direction, options = {} }: Vector): Direction {
  const strict = options.strict === true;
  switch (dialect) {
    case 'anexpay':
      return directionOf(
        createAnexpay({
          strict,
          ...(options.queryMark === false ? { queryMark: false } : {}),
          ...(options.formula === 'B' ? { responseFormula: 'B' } : {}),
        }),
        direction,
      );
    case 'blackhat':
      return directionOf(createBlackhat({ strict }), direction);
    case 'easylink':
      return directionOf(createEasylink({ strict }), direction);
    case 'basicex':
      return options.identity === 'publicKey'
        ? withBarePublicKey()
        : directionOf(DIALECTS.basicex, direction);
    case 'upay':
      return directionOf(DIALECTS.upay, direction);
  }
}

/** The SDK's fixtures come without a certificate: the same mode, with the public key known beforehand. */
function withBarePublicKey(): Direction {
  const { identity: _, ...certificateMode } =
    DIALECTS.basicex.request.modes[1] ?? DIALECTS.basicex.request.modes[0];
  return oneMode({
    ...certificateMode,
    seal: rsaSha256({ privateKey: 'privateKey', publicKeys: ['publicKey'] }),
  });
}

function messageOf({ message: { body, bodyBase64, ...rest } }: Vector): Message {
  return message({
    ...rest,
    body: bodyBase64 === undefined ? (body ?? '') : Buffer.from(bodyBase64, 'base64'),
  });
}

function sourceOf(direction: Direction, sent: Message, payload: Uint8Array): Source {
  const presented = inspect(direction, sent);
  assert.ok(presented.ok);
  return new Source(presented.wire, presented, payload);
}

function stringToSign(direction: Direction, sent: Message, verdict: Verified): StringToSign {
  const reading = direction.select(new Wire(sent)).readings.find(({ name }) => name === verdict.reading);
  assert.ok(reading);
  return render(reading, sourceOf(direction, sent, verdict.payload));
}

/** A verified vector in the documented reading must come out of `sign` again, unless something in it is random. */
async function signAgain(
  direction: Direction,
  sent: Message,
  credentials: Credentials,
  verdict: Verified,
  signature: string | null | undefined,
): Promise<void> {
  const mode = direction.select(new Wire(sent));
  const encryptsBeforeSigning = mode.wrapping !== undefined && mode.identity === undefined;
  const isDocumented = mode.readings[0].name === verdict.reading;
  if (!signature || !isDocumented || !mode.seal.canSign(credentials) || encryptsBeforeSigning) return;
  const { carried } = sourceOf(direction, sent, verdict.payload);
  const isSeconds = mode.replay === 'increasing';
  const at = Number(carried.timestamp) * (isSeconds ? 1_000 : 1);
  if (mode.fresh && mode.fresh.format(at) !== carried.timestamp) return;
  const input = verdict.encrypted ? { ...sent, body: verdict.payload } : sent;
  const again = await sign(direction, input, {
    credentials,
    at,
    nonce: carried.nonce,
    mode: mode.name,
    encrypt: verdict.encrypted,
  });
  assert.equal(again.signature.toLowerCase(), signature.toLowerCase());
}
