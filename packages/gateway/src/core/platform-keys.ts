import type { Core } from './core.ts';
import { keptOnce } from './kept-once.ts';
import { generateRsaKeyPair, type RsaKeyPair } from './key-pairs.ts';

/**
 * The platform's own key pair for one purpose, the same for every merchant; made on first start.
 *
 * @param name what it is for: a dialect
 * @throws SealingError if it was sealed under another master key
 */
export function openPlatformKeyPair(core: Core, name: string): Promise<RsaKeyPair> {
  return keptOnce(core, `platform key pair ${name}`, () => generateRsaKeyPair());
}
