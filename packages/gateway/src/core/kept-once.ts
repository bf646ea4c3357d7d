import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

/** What keeping needs of the core, so that parts of a core can be kept before there is one. */
export type Keeper = Pick<Core, 'environment' | 'reader' | 'sealer' | 'perform'>;

/** What is kept for ever, and what comes into being in the same moment. */
export interface Beginning<T> {
  readonly value: T;
  readonly effect: (transaction: Transaction) => Promise<void>;
}

/**
 * What the gateway makes on first start and then keeps for ever, sealed. Of several processes that start at once, one's is kept,
 * and all have that.
 *
 * @throws SealingError if it was sealed under another master key
 */
export async function keptOnce<T>(keeper: Keeper, name: string, make: () => Promise<T> | T): Promise<T> {
  const beginning = async () => ({ value: await make(), effect: () => Promise.resolve() });
  return (await begunOnce(keeper, name, beginning)).value;
}

/**
 * The same for what has an effect: it takes effect once, in the transaction that keeps the value, so that neither is without the
 * other.
 *
 * @returns what is kept, and whether it is this process that began
 * @throws SealingError if it was sealed under another master key
 */
export async function begunOnce<T>(
  keeper: Keeper,
  name: string,
  prepare: () => Promise<Beginning<T>>,
): Promise<{ readonly value: T; readonly isFirst: boolean }> {
  const { environment, reader, sealer, perform } = keeper;
  // The gateway itself is no merchant.
  const context: SealingContext = { merchantId: '', recordId: name, purpose: 'setting' };
  const kept = await selectSetting(reader, name);
  if (kept !== undefined) return { value: openJson<T>(sealer, kept, context), isFirst: false };

  const { value, effect } = await prepare();
  const setting = { name, value: sealJson(sealer, value, context), now: environment.now() };
  const isFirst = await perform(async (transaction) => {
    if (!(await insertSetting(transaction, setting))) return false;
    await effect(transaction);
    return true;
  });
  return isFirst ? { value, isFirst } : begunOnce(keeper, name, prepare);
}
