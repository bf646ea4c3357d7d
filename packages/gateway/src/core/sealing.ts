import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Environment } from '../environment.ts';

/** What a sealed value belongs to. A value moved to another row, merchant or purpose does not open. */
export interface SealingContext {
  readonly merchantId: string;
  readonly recordId: string;
  readonly purpose: string;
}

/** Keeps what must be readable again, and by nobody else: credentials' secrets, personal data. */
export interface Sealer {
  seal(plaintext: Uint8Array, context: SealingContext): Uint8Array;
  /** @throws SealingError if it was sealed in another context, under an unknown master key, or altered */
  open(sealed: Uint8Array, context: SealingContext): Uint8Array;
}

export interface MasterKey {
  /** Four bytes that name the key without telling anything of it. */
  readonly id: Uint8Array;
  readonly key: KeyObject;
}

export interface MasterKeys {
  readonly current: MasterKey;
  /** Only open what was sealed before the current key came. */
  readonly previous: readonly MasterKey[];
}

export class SealingError extends Error {
  override readonly name = 'SealingError';
  readonly code: 'malformed' | 'unknown_master_key' | 'not_authentic';

  constructor(code: SealingError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Names the layout below, so that another can follow it. */
const LAYOUT = 1;
const ID_BYTES = 4;
/** NIST SP 800-38D §8.2.2: random, and so good for 2^32 values under one master key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const IV_START = 1 + ID_BYTES;
const CIPHERTEXT_START = IV_START + IV_BYTES;

/** AES-256-GCM. Sealed bytes are: layout, master key id, initialisation vector, ciphertext, tag. */
export function createSealer(environment: Environment, keys: MasterKeys): Sealer {
  const known = [keys.current, ...keys.previous];
  return {
    seal: (plaintext, context) => {
      const { id, key } = keys.current;
      const iv = environment.randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      cipher.setAAD(additionalData(context));
      const ciphertext = [cipher.update(plaintext), cipher.final()];
      return Buffer.concat([Uint8Array.of(LAYOUT), id, iv, ...ciphertext, cipher.getAuthTag()]);
    },
    open: (sealed, context) => {
      if (sealed[0] !== LAYOUT || sealed.length < CIPHERTEXT_START + TAG_BYTES) {
        throw new SealingError('malformed', 'what should be a sealed value is not one');
      }
      const id = Buffer.from(sealed.subarray(1, IV_START));
      const masterKey = known.find((each) => id.equals(each.id));
      if (masterKey === undefined) {
        throw new SealingError(
          'unknown_master_key',
          `the store is sealed under another master key (${id.toString('hex')}) than the one given: give that one, as COUNTERSIGN_MASTER_KEY or master.key in the data folder; to change keys, set COUNTERSIGN_MASTER_KEY_PREVIOUS to it`,
        );
      }
      return decrypt(masterKey.key, sealed, context);
    },
  };
}

function decrypt(key: KeyObject, sealed: Uint8Array, context: SealingContext): Uint8Array {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(IV_START, CIPHERTEXT_START), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(additionalData(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const plaintext = decipher.update(sealed.subarray(CIPHERTEXT_START, sealed.length - TAG_BYTES));
    return Buffer.concat([plaintext, decipher.final()]);
  } catch {
    throw new SealingError('not_authentic', `the sealed ${context.purpose} was altered or belongs elsewhere`);
  }
}

/** JSON, because no two contexts share a spelling in it: joining with a separator would not promise that. */
function additionalData({ merchantId, recordId, purpose }: SealingContext): Uint8Array {
  return Buffer.from(JSON.stringify([LAYOUT, merchantId, recordId, purpose]), 'utf8');
}

/** Seals a value as JSON. */
export function sealJson(sealer: Sealer, value: unknown, context: SealingContext): Uint8Array {
  return sealer.seal(Buffer.from(JSON.stringify(value), 'utf8'), context);
}

/** Opens what {@link sealJson} sealed: the context's purpose says what it is. */
export function openJson<T>(sealer: Sealer, sealed: Uint8Array, context: SealingContext): T {
  return JSON.parse(Buffer.from(sealer.open(sealed, context)).toString('utf8'));
}
