/** Runs a suite on both engines, real ones, so that nothing that stores can be tested on one only. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe } from 'node:test';
import { openStore } from '../../packages/gateway/src/store/open-store.ts';
import type { EngineName, Store } from '../../packages/gateway/src/store/store.ts';
import { createTestDatabase, withoutPostgres } from './postgres.ts';
import { migratedTemplate } from './postgres-template.ts';

export interface TestStore {
  readonly store: Store;
  /** Opens the same database a second time, as another gateway process would. PostgreSQL only. */
  readonly another: () => Promise<Store>;
  /** Closes the store and removes what it kept. */
  readonly close: () => Promise<void>;
}

/** Registers the suite once for each engine. */
export function forEachEngine(suite: (engine: EngineName) => void): void {
  describe('on sqlite', () => suite('sqlite'));
  describe('on postgres', { skip: withoutPostgres() }, () => suite('postgres'));
}

/** An empty store of the engine, its schema up to date. */
export function openTestStore(engine: EngineName): Promise<TestStore> {
  return engine === 'sqlite' ? openEmbedded() : openShared();
}

async function openEmbedded(): Promise<TestStore> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-store-'));
  const store = await openStore({ folder });
  return {
    store,
    another: () => Promise.reject(new Error('an embedded data folder belongs to one process')),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openShared(): Promise<TestStore> {
  const database = await createTestDatabase(await migratedTemplate());
  const store = await openStore({ postgresUrl: database.url });
  const others: Store[] = [];
  return {
    store,
    another: async () => {
      const other = await openStore({ postgresUrl: database.url });
      others.push(other);
      return other;
    },
    close: async () => {
      await Promise.all([store, ...others].map((each) => each.close()));
      await database.drop();
    },
  };
}
