import type { Reader, Transaction } from '../store.ts';
import { bytesOf } from './row.ts';

const SELECT = 'select value from settings where name = $1';

export async function selectSetting(reader: Reader, name: string): Promise<Uint8Array | undefined> {
  const row = await reader.get(SELECT, [name]);
  return row && bytesOf(row, 'value');
}

const INSERT =
  'insert into settings (name, value, updated_at) values ($1, $2, $3) on conflict (name) do nothing';

/** @returns whether it was new: the first of several processes that start at once decides. */
export async function insertSetting(
  transaction: Transaction,
  setting: { readonly name: string; readonly value: Uint8Array; readonly now: number },
): Promise<boolean> {
  return (await transaction.run(INSERT, [setting.name, setting.value, setting.now])) === 1;
}

/** What is decided from it still holds when it is updated. */
export async function lockSetting(transaction: Transaction, name: string): Promise<Uint8Array | undefined> {
  const row = await transaction.lock(SELECT, [name]);
  return row && bytesOf(row, 'value');
}

const UPDATE = 'update settings set value = $2, updated_at = $3 where name = $1';

export async function updateSetting(
  transaction: Transaction,
  setting: { readonly name: string; readonly value: Uint8Array; readonly now: number },
): Promise<void> {
  await transaction.run(UPDATE, [setting.name, setting.value, setting.now]);
}
