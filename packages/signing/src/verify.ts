import type { Direction, Mode } from './direction.ts';
import { inspect, type Presented } from './inspect.ts';
import type { Message } from './message.ts';
import { Refusal, type Replay, rejected, type Verdict, type Verified } from './verdict.ts';
import type { Credentials } from './vocabulary/seals.ts';
import { Source } from './vocabulary/source.ts';
import { type StringToSign, tryRender } from './vocabulary/string-to-sign.ts';
import { Wire } from './vocabulary/wire.ts';

/** One credential, several live ones (so that keys can be rotated without a pause), or a lookup by what the message presents. */
export type CredentialsInput =
  | Credentials
  | readonly Credentials[]
  | ((presented: Presented) => readonly Credentials[] | Promise<readonly Credentials[]>);

export interface VerifyOptions {
  readonly credentials: CredentialsInput;
  /** When the message arrived, in Unix milliseconds: `Date.now()`, or the recorded time of a message that waited in a queue. */
  readonly receivedAt: number;
}

/**
 * Checks a message: syntax, credential, clock, decryption, signature, in this order.
 *
 * It never throws on bad input: the verdict says what failed, with a stable code. What it throws is only what a lookup function
 * throws. It remembers nothing: a server must still claim `verdict.replay`, atomically, before it acts.
 *
 * @example
 * ```ts
 * import { basicex, message, verify } from '@countersign/signing';
 * const verdict = await verify(basicex.request, message({
 *   method: 'POST',
 *   url: 'https://openapi.basicex.com/v2/invoices',
 *   headers: { 'X-Api-Key': 'my_api_key', 'X-Signature': '1dd2938459307e52f3f2e077d1c2dcc43b942abb22b9622b2b99d050351fc219caf334ab9a36fd2d3ba1eaa5309137d1ca52456d634a2e37db1922e15ca059a8' },
 *   body: '{"t": "123"}',
 * }), { credentials: { apiKey: 'my_api_key', secretKey: 'my_secret_key' }, receivedAt: Date.now() });
 * console.log(verdict.ok); // true
 * ```
 */
export function verify(direction: Direction, message: Message, options: VerifyOptions): Promise<Verdict> {
  const presented = inspect(direction, message);
  if (!presented.ok) return Promise.resolve(presented);
  const { credentials, receivedAt } = options;
  if (typeof credentials === 'function') return lookUpAndVerify(presented, message, credentials, receivedAt);
  return verifyPresented(presented, message, candidatesAmong(presented, credentials), receivedAt);
}

async function lookUpAndVerify(
  presented: Presented,
  message: Message,
  lookUp: (presented: Presented) => readonly Credentials[] | Promise<readonly Credentials[]>,
  receivedAt: number,
): Promise<Verdict> {
  return verifyPresented(presented, message, await lookUp(presented), receivedAt);
}

/**
 * The second half of `verify`, for servers that look credentials up between `inspect` and this. `candidates` are the live
 * credentials of the presented key.
 */
export async function verifyPresented(
  presented: Presented,
  message: Message,
  candidates: readonly Credentials[],
  receivedAt: number,
): Promise<Verdict> {
  const { mode } = presented;
  if (candidates.length === 0) return rejected('key_unknown', mode.identity?.carrier.name);
  try {
    mode.identity?.check(presented.identityText, receivedAt);
    if (mode.fresh?.afterSignature === false) checkClock(mode, presented, receivedAt);
    const wire = message === presented.wire.message ? presented.wire : new Wire(message);
    const ciphertext = mode.wrapping?.find(wire);
    const payload = ciphertext === undefined ? message.body : await open(mode, ciphertext, candidates);
    const source = new Source(wire, presented, payload);
    const reading = findReading(presented, source, candidates);
    if (mode.fresh?.afterSignature === true) checkClock(mode, presented, receivedAt);
    return verified(presented, reading, source, ciphertext !== undefined);
  } catch (error) {
    if (error instanceof Refusal) return rejected(error.code, error.field);
    throw error;
  }
}

function checkClock({ fresh, carry }: Mode, { signedAt }: Presented, receivedAt: number): void {
  if (fresh && carry.timestamp && signedAt !== undefined)
    fresh.check(signedAt, receivedAt, carry.timestamp.name);
}

async function open(mode: Mode, ciphertext: string, candidates: readonly Credentials[]): Promise<Uint8Array> {
  let refusal: Refusal | undefined;
  for (const credentials of candidates) {
    try {
      return (await mode.wrapping?.open(ciphertext, credentials)) ?? new Uint8Array(0);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
    }
  }
  throw refusal ?? new Refusal('payload_undecryptable');
}

/**
 * The first reading under which a credential's signature matches. Where none does, what the documented reading met is told:
 * a tolerated one that the message cannot be read in says nothing about it.
 */
function findReading(
  { mode, signature }: Presented,
  source: Source,
  candidates: readonly Credentials[],
): string {
  let refusal: Refusal | undefined;
  const tried: StringToSign[] = [];
  for (const reading of mode.readings) {
    const stringToSign = tryRender(reading, source);
    if (stringToSign instanceof Refusal) {
      if (reading === mode.readings[0]) refusal = stringToSign;
      continue;
    }
    if (tried.length > 0 && tried.some((other) => other.text === stringToSign.text)) continue;
    tried.push(stringToSign);
    for (const credentials of candidates) {
      if (mode.seal.matches(stringToSign, signature, credentials)) return reading.name;
    }
  }
  if (refusal !== undefined) throw refusal;
  const fits = candidates.some((credentials) => mode.seal.fits(signature, credentials));
  throw new Refusal(fits ? 'signature_mismatch' : 'signature_malformed', mode.carry.signature.name);
}

function verified(presented: Presented, reading: string, source: Source, encrypted: boolean): Verified {
  const { mode, keyId, signedAt } = presented;
  const { payload } = source;
  return {
    ok: true,
    keyId,
    mode: mode.name,
    reading,
    signedAt,
    replay: replayOf(presented),
    payload,
    encrypted,
  };
}

function replayOf({ mode, signatureText, nonce, timestamp }: Presented): Replay {
  const rule = mode.replay;
  if (rule === undefined) return { rule: 'none' };
  if (rule === 'increasing') return { rule, value: timestamp };
  const value = rule === 'signature' ? signatureText : nonce;
  return { rule, value, keepMilliseconds: mode.fresh?.keepMilliseconds ?? 0 };
}

function candidatesAmong(
  presented: Presented,
  input: Credentials | readonly Credentials[],
): readonly Credentials[] {
  const all = isList(input) ? input : [input];
  const { identity } = presented.mode;
  return identity === undefined ? all : all.filter((each) => identity.idOf(each) === presented.keyId);
}

function isList(input: Credentials | readonly Credentials[]): input is readonly Credentials[] {
  return Array.isArray(input);
}
