import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../../packages/gateway/src/store/open-store.ts';
import type { EngineName, Store } from '../../packages/gateway/src/store/store.ts';
import { openTestStore } from '../support/engines.ts';

export interface SimulatedStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** New stores of an engine, one for each seed. On SQLite each is a copy of one migrated file, which takes a few milliseconds. */
export interface StoreMaker {
  open(): Promise<SimulatedStore>;
  close(): void;
}

const FILE = 'countersign.db';

export async function storeMaker(engine: EngineName): Promise<StoreMaker> {
  return engine === 'sqlite' ? sqliteMaker() : { open: () => openTestStore(engine), close: () => undefined };
}

async function sqliteMaker(): Promise<StoreMaker> {
  const root = mkdtempSync(path.join(quickFolder(), 'countersign-simulation-'));
  const template = path.join(root, 'template');
  mkdirSync(template);
  await (await openStore({ folder: template })).close();
  let made = 0;
  return {
    open: async () => {
      made += 1;
      const folder = path.join(root, String(made));
      mkdirSync(folder);
      copyFileSync(path.join(template, FILE), path.join(folder, FILE));
      const store = await openStore({ folder });
      return {
        store,
        close: async () => {
          await store.close();
          rmSync(folder, { recursive: true, force: true });
        },
      };
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** In memory where the system has such a folder: what is simulated is a process that dies, not a machine without power. */
function quickFolder(): string {
  const memory = '/dev/shm';
  return existsSync(memory) ? memory : tmpdir();
}
