import { randomBytes } from 'node:crypto';

/** Time and chance, handed in so that tests and the sandbox decide them. Nothing else in the gateway asks the machine for either. */
export interface Environment {
  /** Unix milliseconds. */
  now(): number;
  /** Fresh bytes that nobody can predict. */
  randomBytes(sizeBytes: number): Uint8Array;
}

const POOL_BYTES = 4_096;
/** Asking the system costs about the same for one byte as for this many. */
const POOLED_BYTES_MAXIMUM = 64;

/** Asks for many random bytes at once, and hands each of them out once: an invoice's number alone takes fifteen. */
function pooledRandomBytes(): (sizeBytes: number) => Uint8Array {
  let pool: Uint8Array = new Uint8Array(0);
  let offset = 0;
  return (sizeBytes) => {
    if (sizeBytes > POOLED_BYTES_MAXIMUM) return randomBytes(sizeBytes);
    if (offset + sizeBytes > pool.length) {
      pool = randomBytes(POOL_BYTES);
      offset = 0;
    }
    // Not `Buffer.slice`, which would share the pool.
    const taken = Uint8Array.prototype.slice.call(pool, offset, offset + sizeBytes);
    pool.fill(0, offset, offset + sizeBytes);
    offset += sizeBytes;
    return taken;
  };
}

export const systemEnvironment: Environment = {
  now: () => Date.now(),
  randomBytes: pooledRandomBytes(),
};
