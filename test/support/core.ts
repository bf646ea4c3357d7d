/** A core of a test's own on each engine: a new store, a merchant, a clock that stands still. */
import { randomBytes } from 'node:crypto';
import { after, before, describe } from 'node:test';
import {
  type Core,
  createCore,
  createMerchant,
  createSealer,
  openMasterKeys,
} from '../../packages/gateway/src/core/index.ts';
import { sandboxRail } from '../../packages/gateway/src/rails/sandbox/rail.ts';
import type { EngineName, Store } from '../../packages/gateway/src/store/store.ts';
import { forEachEngine, openTestStore } from './engines.ts';
import { type TestEnvironment, testEnvironment } from './environment.ts';

export interface TestCore {
  readonly core: Core;
  readonly environment: TestEnvironment;
  readonly store: Store;
  readonly merchantId: string;
  /** Another merchant on the same store. */
  newMerchant(): Promise<string>;
  /** The core of another process on the same store, with the same keys. Only PostgreSQL serves several. */
  readonly elsewhere: Core | undefined;
  /** Another core on the same store, which remembers nothing. */
  restarted(): Core;
  close(): Promise<void>;
}

/**
 * The same specification on both engines.
 *
 *     onEachEngine('invoices', (opened) => {
 *       it('…', async () => {
 *         const { core, merchantId } = opened();
 *       });
 *     });
 */
export function onEachEngine(name: string, specify: (opened: () => TestCore) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let testCore: TestCore;
      before(async () => {
        testCore = await openTestCore(engine);
      });
      after(() => testCore?.close());
      specify(() => testCore);
    });
  });
}

export async function openTestCore(engine: EngineName): Promise<TestCore> {
  const database = await openTestStore(engine);
  const environment = testEnvironment();
  const variables = { COUNTERSIGN_MASTER_KEY: randomBytes(32).toString('base64') };
  const sealer = createSealer(
    environment,
    openMasterKeys(environment, { variables, folder: '/nonexistent' }),
  );
  const rail = sandboxRail({ seed: randomBytes(32) });
  const coreOn = (store: Store) => createCore({ environment, store, sealer, rail });
  const core = coreOn(database.store);
  const newMerchant = () =>
    core.perform(async (transaction) => (await createMerchant(transaction, core, { name: 'Shop' })).id);
  const other = engine === 'postgres' ? await database.another() : undefined;
  return {
    core,
    environment,
    store: database.store,
    merchantId: await newMerchant(),
    newMerchant,
    elsewhere: other && coreOn(other),
    restarted: () => coreOn(database.store),
    close: database.close,
  };
}
