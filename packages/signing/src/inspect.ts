import type { Direction, Mode } from './direction.ts';
import type { Message } from './message.ts';
import { Refusal, type Rejected, rejected } from './verdict.ts';
import type { Carrier } from './vocabulary/carriers.ts';

/** What a message says of itself before anything is checked: who claims to have signed it, when, and the signature. */
export interface Presented {
  readonly ok: true;
  readonly mode: Mode;
  /** The id to look a credential up by; `''` where the dialect carries none in this direction. */
  readonly keyId: string;
  /** The identity as it was sent: a key, a certificate, a serial. */
  readonly identityText: string;
  readonly signatureText: string;
  readonly signature: Uint8Array;
  readonly timestamp: string;
  readonly signedAt: number | undefined;
  readonly nonce: string;
}

const NONCE_TEXT = /^[\x21-\x7e]{1,128}$/u;

/**
 * Reads what a message presents, and checks only its syntax: nothing it says may be believed yet.
 * A server uses it to look the credential up, and to apply its own rules, before it verifies.
 */
export function inspect(direction: Direction, message: Message): Presented | Rejected {
  return orRejected(() => present(direction, message));
}

function present(direction: Direction, message: Message): Presented {
  const mode = direction.select(message);
  const { carry, identity, seal, fresh } = mode;
  const identityText = identity === undefined ? '' : required(identity.carrier, message, 'key_missing');
  const keyId = identity === undefined ? '' : identity.idFrom(identityText);
  const signatureText = required(carry.signature, message, 'signature_missing');
  const signature = seal.decode(signatureText);
  if (signature === undefined) throw new Refusal('signature_malformed', carry.signature.name);
  const timestamp = carry.timestamp ? required(carry.timestamp, message, 'timestamp_missing') : '';
  const signedAt = carry.timestamp && fresh ? fresh.parse(timestamp, carry.timestamp.name) : undefined;
  const nonce = carry.nonce ? required(carry.nonce, message, 'nonce_missing') : '';
  if (carry.nonce && !NONCE_TEXT.test(nonce)) throw new Refusal('nonce_malformed', carry.nonce.name);
  return { ok: true, mode, keyId, identityText, signatureText, signature, timestamp, signedAt, nonce };
}

function required(
  carrier: Carrier,
  message: Message,
  code: 'key_missing' | 'signature_missing' | 'timestamp_missing' | 'nonce_missing',
): string {
  const text = carrier.read(message);
  if (text === undefined || text === '') throw new Refusal(code, carrier.name);
  return text;
}

/** Turns a refusal into a verdict; any other error is a defect or a failing lookup, and passes. */
function orRejected<T>(check: () => T): T | Rejected {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal) return rejected(error.code, error.field);
    throw error;
  }
}
