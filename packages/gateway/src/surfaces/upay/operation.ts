import type { Core, Transaction } from '../../core/index.ts';
import type { Answer } from './envelope.ts';
import type { Parameters } from './parameters.ts';

/** One endpoint; every one that is known of is a POST. */
export interface Operation {
  /** Whether it is encrypted, both ways, the signing library's `UPAY_ENCRYPTED_PATHS` says. */
  readonly path: string;
  readonly effect: 'read' | 'change';
  /** Reads the parameters and says what is to be done in the transaction that also claims the request id. */
  readonly prepare: (core: Core, merchantId: string, parameters: Parameters) => Work;
}

/** May run twice, and awaits nothing but the transaction. */
export type Work = (transaction: Transaction) => Promise<Answer>;

/** For what is settled before the transaction begins. */
export function settled(answer: Answer): Work {
  return () => Promise.resolve(answer);
}
