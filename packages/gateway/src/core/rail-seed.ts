import { type Keeper, keptOnce } from './kept-once.ts';

const SEED_BYTES = 32;

/** What the sandbox rail's addresses are derived from; made on first start, the same ever after in every process. */
export async function railSeed(keeper: Keeper): Promise<Uint8Array> {
  const seed = await keptOnce(keeper, 'sandbox rail seed', () =>
    Buffer.from(keeper.environment.randomBytes(SEED_BYTES)).toString('base64'),
  );
  return Buffer.from(seed, 'base64');
}
