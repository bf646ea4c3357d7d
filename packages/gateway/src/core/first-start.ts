import { insertSetting, selectSetting } from '../store/queries/settings.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

/**
 * Marks something as done once and for all.
 *
 * @returns whether this was the first time: of several processes that start at once, one is told so
 */
export function markFirst(transaction: Transaction, core: Core, name: string): Promise<boolean> {
  return insertSetting(transaction, { name, value: new Uint8Array(0), now: core.environment.now() });
}

export async function isMarked(reader: Reader, name: string): Promise<boolean> {
  return (await selectSetting(reader, name)) !== undefined;
}
