import { insertSetting, lockSetting, selectSetting, updateSetting } from '../store/queries/settings.ts';
import type { Reader, Transaction } from '../store/store.ts';

/** The outbox is read up to it, but for the gaps. */
const SETTING = 'outbox read up to';
const BEGINNING = 0;

export async function readPosition(reader: Reader): Promise<number> {
  const kept = await selectSetting(reader, SETTING);
  return kept === undefined ? BEGINNING : positionOf(kept);
}

/** The same, and nobody else moves it, or changes a gap, until the transaction ends. */
export async function lockPosition(transaction: Transaction, now: number): Promise<number> {
  const kept = await lockSetting(transaction, SETTING);
  if (kept !== undefined) return positionOf(kept);
  await insertSetting(transaction, { name: SETTING, value: bytesOf(BEGINNING), now });
  const first = await lockSetting(transaction, SETTING);
  return first === undefined ? BEGINNING : positionOf(first);
}

export async function movePosition(transaction: Transaction, position: number, now: number): Promise<void> {
  await updateSetting(transaction, { name: SETTING, value: bytesOf(position), now });
}

function bytesOf(position: number): Uint8Array {
  return Buffer.from(String(position), 'utf8');
}

function positionOf(value: Uint8Array): number {
  return Number(Buffer.from(value).toString('utf8'));
}
