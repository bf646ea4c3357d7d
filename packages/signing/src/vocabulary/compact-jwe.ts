import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  webcrypto,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decodeUtf8 } from '../text/encoding.ts';
import { Refusal } from '../verdict.ts';

/** The one profile there is: the header of a message decides nothing here, and `none`, PBES2 and RSA1_5 have no way in. */
const ALGORITHM = 'RSA-OAEP-256';
const ENCRYPTION = 'A128GCM';
const COMPRESSION = 'DEF';

/** What `encrypt` writes and `decrypt` accepts, in words. */
export const PROFILE = `${ALGORITHM} + ${ENCRYPTION} + ${COMPRESSION}`;

const CIPHER = 'aes-128-gcm';
const CONTENT_KEY_BYTES = 16;
/** RFC 7518 §5.3: 96 bits of initialization vector, 128 of tag. */
const VECTOR_BYTES = 12;
const TAG_BYTES = 16;
/** RFC 7518 §4.3 asks for this size at least. */
const MODULUS_BITS_MINIMUM = 2_048;
const CIPHERTEXT_CHARACTERS_MAXIMUM = 4 * 1024 * 1024;
const INFLATED_BYTES_MAXIMUM = 4 * 1024 * 1024;

/** What is made of a key takes as long as what is done with it: each is made once for a key. */
function onceForKey<T>(make: (key: KeyObject) => T): (key: KeyObject) => T {
  const made = new WeakMap<KeyObject, T>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/** UPay's key id: lowercase hex SHA-256 of the public key's PEM text, line feed at the end included. */
export function keyIdOf(key: KeyObject): string {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'pem' }))
    .digest('hex');
}

/** The header of every message to a key, as it is sent. */
const headerFor = onceForKey((key) => {
  requireSize(key);
  const header = { alg: ALGORITHM, enc: ENCRYPTION, zip: COMPRESSION, typ: 'JOSE', kid: keyIdOf(key) };
  return Buffer.from(JSON.stringify(header), 'utf8').toString('base64url');
});

/** Web Crypto's form of a key: it alone decrypts off the event loop. */
const importedKey = onceForKey((key) => {
  requireSize(key);
  return key.toCryptoKey({ name: 'RSA-OAEP', hash: 'SHA-256' }, false, ['decrypt']);
});

function requireSize(key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MODULUS_BITS_MINIMUM)
    throw new TypeError(`the RSA key has fewer than ${MODULUS_BITS_MINIMUM} bits`);
}

/** Encrypts to a public key, in compact form (RFC 7516 §7.1). Throws a `TypeError` where the key is shorter than 2,048 bits. */
export async function encrypt(plaintext: Uint8Array, key: KeyObject): Promise<string> {
  const header = headerFor(key);
  const contentKey = randomBytes(CONTENT_KEY_BYTES);
  const vector = randomBytes(VECTOR_BYTES);
  const cipher = createCipheriv(CIPHER, contentKey, vector, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(header, 'ascii'));
  const content = Buffer.concat([cipher.update(deflateRawSync(plaintext)), cipher.final()]);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const encryptedKey = publicEncrypt({ key, padding, oaepHash: 'sha256' }, contentKey);
  const parts = [encryptedKey, vector, content, cipher.getAuthTag()];
  return [header, ...parts.map((part) => part.toString('base64url'))].join('.');
}

/** Opens a compact JWE. Throws a `Refusal`; why the key did not fit is not told, so that nobody can ask the key questions. */
export async function decrypt(ciphertext: string, key: KeyObject): Promise<Uint8Array> {
  if (ciphertext.length > CIPHERTEXT_CHARACTERS_MAXIMUM) throw new Refusal('payload_too_large');
  const parts = readParts(ciphertext);
  const content = decryptContent(parts, await decryptKey(parts.encryptedKey, key));
  return parts.isDeflated ? inflate(content) : content;
}

interface Parts {
  /** Of the header as it was sent: what the tag covers beside the content. */
  readonly header: string;
  readonly isDeflated: boolean;
  readonly encryptedKey: Uint8Array;
  readonly vector: Uint8Array;
  readonly content: Uint8Array;
  readonly tag: Uint8Array;
}

function readParts(ciphertext: string): Parts {
  const parts = ciphertext.split('.');
  const [header = '', encryptedKey = '', vector = '', content = '', tag = ''] = parts;
  if (parts.length !== 5) throw new Refusal('payload_malformed');
  const read: Parts = {
    header,
    isDeflated: readHeader(header).zip === COMPRESSION,
    encryptedKey: decodeCanonical(encryptedKey),
    vector: decodeCanonical(vector),
    content: decodeCanonical(content),
    tag: decodeCanonical(tag),
  };
  const fits = read.vector.length === VECTOR_BYTES && read.tag.length === TAG_BYTES;
  if (!fits) throw new Refusal('payload_malformed');
  return read;
}

/** Refuses every header but this profile's; `crit` too, because an extension must be understood (RFC 7516 §4.1.13). */
function readHeader(encoded: string): { readonly zip: unknown } {
  const { alg, enc, zip, crit } = parseHeader(decodeCanonical(encoded));
  const isProfile = alg === ALGORITHM && enc === ENCRYPTION && (zip === undefined || zip === COMPRESSION);
  if (!isProfile || crit !== undefined) throw new Refusal('payload_malformed');
  return { zip };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(decodeUtf8(bytes) ?? '');
    if (typeof header === 'object' && header !== null) return { ...header };
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new Refusal('payload_malformed');
}

/** One content, one text (RFC 4648 §3.5): the unused bits at a part's end would else let it be changed without a trace. */
function decodeCanonical(part: string): Uint8Array {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) throw new Refusal('payload_malformed');
  return bytes;
}

/** A key that does not open gives way to a random one, so that it takes as long and fails alike (RFC 7516 §11.5). */
async function decryptKey(encryptedKey: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  const substitute = randomBytes(CONTENT_KEY_BYTES);
  try {
    const contentKey = await webcrypto.subtle.decrypt('RSA-OAEP', importedKey(key), encryptedKey);
    return contentKey.byteLength === CONTENT_KEY_BYTES ? new Uint8Array(contentKey) : substitute;
  } catch {
    return substitute;
  }
}

function decryptContent({ header, vector, content, tag }: Parts, contentKey: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(CIPHER, contentKey, vector, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(header, 'ascii')).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(content), decipher.final()]);
  } catch {
    throw new Refusal('payload_undecryptable');
  }
}

/** On the event loop: going to another thread takes ten times as long, and what follows reads all of the content there as well. */
function inflate(content: Uint8Array): Uint8Array {
  try {
    return inflateRawSync(content, { maxOutputLength: INFLATED_BYTES_MAXIMUM, rejectGarbageAfterEnd: true });
  } catch {
    throw new Refusal('payload_malformed');
  }
}
