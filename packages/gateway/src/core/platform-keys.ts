import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { Core } from './core.ts';
import { generateRsaKeyPair, type RsaKeyPair } from './key-pairs.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

/**
 * The platform's own key pair for one purpose, the same for every merchant; made on first start. Of several processes that start
 * at once, one's is kept.
 *
 * @param name what it is for: a dialect
 * @throws SealingError if it was sealed under another master key
 */
export async function openPlatformKeyPair(core: Core, name: string): Promise<RsaKeyPair> {
  const setting = `platform key pair ${name}`;
  /** The gateway itself is no merchant. */
  const context: SealingContext = { merchantId: '', recordId: setting, purpose: 'platform key pair' };
  const read = async () => {
    const sealed = await selectSetting(core.reader, setting);
    return sealed && openJson<RsaKeyPair>(core.sealer, sealed, context);
  };
  const kept = await read();
  if (kept !== undefined) return kept;
  const made = await generateRsaKeyPair();
  const value = sealJson(core.sealer, made, context);
  const now = core.environment.now();
  const isFirst = await core.perform((transaction) =>
    insertSetting(transaction, { name: setting, value, now }),
  );
  const found = isFirst ? made : await read();
  if (found === undefined) throw new Error(`the ${setting} was neither kept nor found`);
  return found;
}
