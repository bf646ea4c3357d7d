import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { Core } from './core.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

/**
 * What the gateway makes on first start and then keeps for ever, sealed. Of several processes that start at once, one's is kept,
 * and all have that.
 *
 * @throws SealingError if it was sealed under another master key
 */
export async function keptOnce<T>(
  core: Pick<Core, 'environment' | 'reader' | 'sealer' | 'perform'>,
  name: string,
  make: () => Promise<T> | T,
): Promise<T> {
  // The gateway itself is no merchant.
  const context: SealingContext = { merchantId: '', recordId: name, purpose: 'setting' };
  const kept = await selectSetting(core.reader, name);
  if (kept !== undefined) return openJson<T>(core.sealer, kept, context);

  const made = await make();
  const value = sealJson(core.sealer, made, context);
  const now = core.environment.now();
  const isFirst = await core.perform((transaction) => insertSetting(transaction, { name, value, now }));
  return isFirst ? made : keptOnce(core, name, make);
}
