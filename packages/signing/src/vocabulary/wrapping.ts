import { createHash, type KeyObject, type webcrypto } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { privateKey, publicKey, usableKey } from '../keys.ts';
import type { Message } from '../message.ts';
import { decodeUtf8 } from '../text/encoding.ts';
import { Refusal } from '../verdict.ts';
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

/** Only this pair is accepted: the length of a header decides nothing here, and `none`, PBES2 and RSA1_5 have no way in. */
const ALGORITHM = 'RSA-OAEP-256';
const ENCRYPTION = 'A128GCM';
const CIPHERTEXT_CHARACTERS_MAXIMUM = 4 * 1024 * 1024;
const INFLATED_BYTES_MAXIMUM = 4 * 1024 * 1024;

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
    name: `JWE ${ALGORITHM} + ${ENCRYPTION} + DEF`,
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

/** UPay's key id: lowercase hex SHA-256 of the public key's PEM text, line feed at the end included. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

/** Encrypts to a public key with the one profile there is. */
export async function encrypt(plaintext: Uint8Array, key: KeyObject): Promise<string> {
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION, zip: 'DEF', typ: 'JOSE', kid: keyIdOf(key) })
    .encrypt(imported(key));
}

/** jose works with the Web Crypto form of a key, and would import it anew for each message: a third of its time. */
const importedKeys = new WeakMap<KeyObject, webcrypto.CryptoKey>();

function imported(key: KeyObject): webcrypto.CryptoKey {
  let known = importedKeys.get(key);
  if (known === undefined) {
    const usage = key.type === 'private' ? 'decrypt' : 'encrypt';
    known = key.toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-256' }, false, [usage]);
    importedKeys.set(key, known);
  }
  return known;
}

/** Opens a compact JWE. Throws a `Refusal`; why the key did not fit is not told, so that nobody can ask the key questions. */
export async function decrypt(ciphertext: string, key: KeyObject): Promise<Uint8Array> {
  if (ciphertext.length > CIPHERTEXT_CHARACTERS_MAXIMUM) throw new Refusal('payload_too_large');
  if (!ciphertext.split('.').every(isCanonical)) throw new Refusal('payload_malformed');
  try {
    const { plaintext } = await compactDecrypt(ciphertext, imported(key), {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
      maxDecompressedLength: INFLATED_BYTES_MAXIMUM,
    });
    return plaintext;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (
      code === 'ERR_JWE_INVALID' ||
      code === 'ERR_JOSE_ALG_NOT_ALLOWED' ||
      code === 'ERR_JOSE_NOT_SUPPORTED'
    ) {
      throw new Refusal('payload_malformed');
    }
    throw new Refusal('payload_undecryptable');
  }
}

/** One content, one text (RFC 4648 §3.5): the unused bits at a part's end would else let it be changed without a trace. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
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
