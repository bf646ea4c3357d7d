import { privateKey, publicKey, usableKey } from '../keys.ts';
import type { Message } from '../message.ts';
import { decodeUtf8 } from '../text/encoding.ts';
import { Refusal } from '../verdict.ts';
import { decrypt, encrypt, PROFILE } from './compact-jwe.ts';
import type { Credentials } from './seals.ts';
import type { Wire } from './wire.ts';

/** Encryption of the content. What is signed is the dialect's matter: UPay signs requests before it and callbacks after it. */
export interface Wrapping {
  readonly name: string;
  /** The ciphertext that the message carries, or undefined where it is not encrypted. */
  find(wire: Wire): string | undefined;
  /** Throws a `Refusal`: `payload_malformed`, `payload_undecryptable`, `payload_too_large` or `key_unusable`. */
  open(ciphertext: string, credentials: Credentials): Promise<Uint8Array>;
  /** The body that carries the encrypted content. */
  close(plaintext: Uint8Array, credentials: Credentials): Promise<Uint8Array>;
  /** Whether a signer encrypts this message unless told otherwise. */
  appliesTo(message: Message): boolean;
}

export interface JweOptions {
  /** The credential whose public half the sender encrypts to. */
  readonly encryptTo: string;
  /** The credential that opens what the receiver gets. */
  readonly decryptWith: string;
  /** `{"payload":"<JWE>"}` or the JWE as the whole body. Both are read; this one is written. */
  readonly envelope: 'payload' | 'raw';
  readonly appliesTo: (message: Message) => boolean;
}

/** JWE in compact form (RFC 7516): RSA-OAEP-256, A128GCM, raw DEFLATE. */
export function jwe(options: JweOptions): Wrapping {
  return {
    name: `JWE ${PROFILE}`,
    appliesTo: options.appliesTo,
    find: findCiphertext,
    open: async (ciphertext, credentials) => {
      const key = usableKey(privateKey, credentials[options.decryptWith], options.decryptWith);
      return decrypt(ciphertext, key);
    },
    close: async (plaintext, credentials) => {
      const key = usableKey(publicKey, credentials[options.encryptTo], options.encryptTo);
      const text = await encrypt(plaintext, key);
      return Buffer.from(options.envelope === 'raw' ? text : JSON.stringify({ payload: text }), 'utf8');
    },
  };
}

const COMPACT_JWE = /^[\w-]+(?:\.[\w-]*){4}$/u;

function findCiphertext(wire: Wire): string | undefined {
  const { body } = wire.message;
  if (body.length === 0) return undefined;
  const first = body[0];
  if (first !== 0x7b && first !== 0x20 && first !== 0x0a && first !== 0x0d && first !== 0x09) {
    const text = decodeUtf8(body)?.trim();
    return text !== undefined && COMPACT_JWE.test(text) ? text : undefined;
  }
  const { json } = wire;
  if (json.kind !== 'object' || json.members.length !== 1) return undefined;
  const [member] = json.members;
  if (member?.key !== 'payload') return undefined;
  if (member.value.kind !== 'string') throw new Refusal('payload_malformed', 'payload');
  return member.value.value;
}
