import { V7Generator } from 'uuidv7';
import type { Environment } from '../environment.ts';

/** One identifier takes two or three words of four bytes: asking for many at once is cheaper. */
const POOL_BYTES = 4_096;

/**
 * A source of UUIDv7 (RFC 9562 §5.7), each greater than the one before: rows keep to the end of their index, which doubles what a
 * store can insert, and ids sort by creation.
 */
export function createIdentifiers(environment: Environment): () => string {
  const generator = new V7Generator({ nextUint32: words(environment) });
  return () => generator.generateOrResetWithTs(environment.now()).toString();
}

function words(environment: Environment): () => number {
  let pool: DataView = new DataView(new ArrayBuffer(0));
  let offset = 0;
  return () => {
    if (offset + 4 > pool.byteLength) {
      const { buffer, byteOffset, byteLength } = environment.randomBytes(POOL_BYTES);
      pool = new DataView(buffer, byteOffset, byteLength);
      offset = 0;
    }
    offset += 4;
    return pool.getUint32(offset - 4);
  };
}
