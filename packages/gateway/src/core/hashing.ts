import { createHash, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import type { Environment } from '../environment.ts';

/**
 * The hash to keep of a random secret that is only ever compared, such as the app secret of a token call. A plain SHA-256 is
 * enough from 128 random bits on, and only then.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64');
}

/** Whether `secret` is the one hashed, in time that does not tell how much of it is right. */
export function verifySecret(secret: string, hash: string): boolean {
  const expected = Buffer.from(hash, 'base64');
  const actual = createHash('sha256').update(secret, 'utf8').digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** One of the equally strong settings of the OWASP Password Storage Cheat Sheet: the one of least memory, 32 MB. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 2 ** 20 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** The hash to keep of a password that a person chose: slow on purpose, off the event loop. Never inside a transaction. */
export async function hashPassword(environment: Environment, password: string): Promise<string> {
  const salt = Buffer.from(environment.randomBytes(SALT_BYTES));
  const hash = await derive(password, salt, SCRYPT);
  return ['scrypt', SCRYPT.N, SCRYPT.r, SCRYPT.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/** Whether `password` is the one hashed. Never inside a transaction. */
export async function verifyPassword(password: string, kept: string): Promise<boolean> {
  const [scheme, N, r, p, salt = '', hash = ''] = kept.split('$');
  if (scheme !== 'scrypt') throw new TypeError('what should be a password hash is not one');
  const cost = { N: Number(N), r: Number(r), p: Number(p), maxmem: SCRYPT.maxmem };
  const expected = Buffer.from(hash, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), cost);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Uint8Array, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, cost, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
