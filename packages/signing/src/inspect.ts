import type { Direction, Mode } from './direction.ts';
import type { Message } from './message.ts';
import { Refusal, type Rejected, rejected } from './verdict.ts';
import type { Carrier } from './vocabulary/carriers.ts';
import { Wire } from './vocabulary/wire.ts';

/** What a message says of itself before anything is checked: who claims to have signed it, when, and the signature. */
export interface Presented {
  readonly ok: true;
  /** The message, with what was read of it so far. */
  readonly wire: Wire;
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
  try {
    return present(direction, new Wire(message));
  } catch (error) {
    // Any other error is a defect, and passes.
    if (error instanceof Refusal) return rejected(error.code, error.field);
    throw error;
  }
}

function present(direction: Direction, wire: Wire): Presented {
  const mode = direction.select(wire);
  const { carry, identity, seal, fresh } = mode;
  const identityText = identity === undefined ? '' : required(identity.carrier, wire, 'key_missing');
  const keyId = identity === undefined ? '' : identity.idFrom(identityText);
  const signatureText = required(carry.signature, wire, 'signature_missing');
  const signature = seal.decode(signatureText);
  if (signature === undefined) throw new Refusal('signature_malformed', carry.signature.name);
  const timestamp = carry.timestamp ? required(carry.timestamp, wire, 'timestamp_missing') : '';
  const signedAt = carry.timestamp && fresh ? fresh.parse(timestamp, carry.timestamp.name) : undefined;
  const nonce = carry.nonce ? required(carry.nonce, wire, 'nonce_missing') : '';
  if (carry.nonce && !NONCE_TEXT.test(nonce)) throw new Refusal('nonce_malformed', carry.nonce.name);
  return { ok: true, wire, mode, keyId, identityText, signatureText, signature, timestamp, signedAt, nonce };
}

function required(
  carrier: Carrier,
  wire: Wire,
  code: 'key_missing' | 'signature_missing' | 'timestamp_missing' | 'nonce_missing',
): string {
  const text = carrier.read(wire);
  if (text === undefined || text === '') throw new Refusal(code, carrier.name);
  return text;
}
