import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { Core } from './core.ts';
import type { SealingContext } from './sealing.ts';

const SETTING = 'sandbox rail seed';
const CONTEXT: SealingContext = { merchantId: '', recordId: SETTING, purpose: 'rail seed' };
const SEED_BYTES = 32;

/** What the sandbox rail's addresses are derived from; made on first start, the same ever after in every process. */
export async function railSeed(
  core: Pick<Core, 'environment' | 'reader' | 'sealer' | 'perform'>,
): Promise<Uint8Array> {
  const kept = await selectSetting(core.reader, SETTING);
  if (kept !== undefined) return core.sealer.open(kept, CONTEXT);
  const value = core.sealer.seal(core.environment.randomBytes(SEED_BYTES), CONTEXT);
  const now = core.environment.now();
  await core.perform((transaction) => insertSetting(transaction, { name: SETTING, value, now }));
  return railSeed(core);
}
