import type { Core, Transaction } from '../../core/index.ts';
import type { Answer } from './envelope.ts';
import type { ParameterRules, Parameters } from './parameters.ts';

export interface MethodContext {
  readonly core: Core;
  readonly merchantId: string;
  /** Where the hosted pages are. */
  readonly publicUrl: string;
}

/** One of the API's methods, `/api/<name>`. */
export interface Method {
  readonly rules: ParameterRules;
  /**
   * What must be asked before the transaction, which awaits nothing but the store. The work it gives runs after the `ts` is claimed,
   * so even an answer that was clear beforehand is given there: a refused request uses its `ts` up too.
   */
  readonly prepare: (
    parameters: Parameters,
    context: MethodContext,
  ) => Promise<(transaction: Transaction) => Promise<Answer>>;
}
