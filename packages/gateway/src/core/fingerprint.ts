import { createHash } from 'node:crypto';

/**
 * What a command says, as one text: the same for the same command, whatever the order of its fields. Kept beside what the command
 * made, so that the same key with another command is told from a repeat of the first.
 *
 * @param command plain data: objects, arrays, texts, numbers, bigints; what is undefined counts as absent
 * @example fingerprintOf({ amount: 100n, asset: 'USD' }) === fingerprintOf({ asset: 'USD', amount: 100n }) // true
 */
export function fingerprintOf(command: unknown): string {
  return createHash('sha256').update(JSON.stringify(command, canonical)).digest('base64url');
}

/** Texts and bigints stay apart: `"5"` is no `5n`. */
function canonical(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return { bigint: String(value) };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)));
}
