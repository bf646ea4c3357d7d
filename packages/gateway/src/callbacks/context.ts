import type { Environment } from '../environment.ts';
import type { Reader, Store } from '../store/store.ts';

/** What a sealed value belongs to: moved elsewhere, it does not open. */
interface SealingContext {
  readonly merchantId: string;
  readonly recordId: string;
  readonly purpose: string;
}

/** What callbacks work with; the core has all of it. */
export interface CallbackContext {
  /** The gateway's time, which its sandbox can advance: when something is due goes by it, and what is kept. */
  readonly environment: Pick<Environment, 'now'>;
  /** The machine's time, and chance: when an attempt is made, what it is signed with, and how long a server has been failing. */
  readonly wire: Environment;
  readonly reader: Reader;
  readonly perform: Store['transaction'];
  readonly sealer: {
    seal(plaintext: Uint8Array, context: SealingContext): Uint8Array;
    open(sealed: Uint8Array, context: SealingContext): Uint8Array;
  };
  /** A new UUIDv7. */
  readonly newId: () => string;
}

/** Calls back once, after a time; what it returns calls that off. */
export type Timer = (task: () => void, milliseconds: number) => () => void;
