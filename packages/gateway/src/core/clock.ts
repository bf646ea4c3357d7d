import type { Environment } from '../environment.ts';
import { insertSetting, lockSetting, selectSetting, updateSetting } from '../store/queries/settings.ts';
import type { Reader, Transaction } from '../store/store.ts';

/**
 * The gateway's time: the machine's, and as much more as its sandbox was advanced. All that is kept goes by it. What the wire says
 * about time goes by the machine's, or an advanced gateway would refuse every client (docs/decisions/0012-two-clocks.md).
 */
export interface Clock extends Environment {
  /** How far it is ahead of the machine's. */
  readonly offsetMilliseconds: () => number;
  /** It never goes back: of two offsets, which one learns of in any order, the greater holds. */
  readonly keepUpWith: (offsetMilliseconds: number) => void;
}

export function createClock(machine: Environment): Clock {
  let offset = 0;
  return {
    now: () => machine.now() + offset,
    randomBytes: (sizeBytes) => machine.randomBytes(sizeBytes),
    offsetMilliseconds: () => offset,
    keepUpWith: (offsetMilliseconds) => {
      offset = Math.max(offset, offsetMilliseconds);
    },
  };
}

const SETTING = 'clock offset in milliseconds';

/** Brings the clock up to what is kept, which another process, or an earlier one, may have advanced. */
export async function followClock(reader: Reader, clock: Clock): Promise<void> {
  const kept = await selectSetting(reader, SETTING);
  if (kept !== undefined) clock.keepUpWith(offsetOf(kept));
}

/**
 * Advances what is kept. Two processes that do so at once advance it by both.
 *
 * @returns the offset to keep up with once the transaction is durable
 */
export async function advanceKeptClock(
  transaction: Transaction,
  { milliseconds, now }: { readonly milliseconds: number; readonly now: number },
): Promise<number> {
  const first = { name: SETTING, value: bytesOf(milliseconds), now };
  if (await insertSetting(transaction, first)) return milliseconds;
  const kept = await lockSetting(transaction, SETTING);
  const offset = milliseconds + (kept === undefined ? 0 : offsetOf(kept));
  await updateSetting(transaction, { name: SETTING, value: bytesOf(offset), now });
  return offset;
}

function bytesOf(milliseconds: number): Uint8Array {
  return Buffer.from(String(milliseconds), 'utf8');
}

function offsetOf(value: Uint8Array): number {
  return Number(Buffer.from(value).toString('utf8'));
}
