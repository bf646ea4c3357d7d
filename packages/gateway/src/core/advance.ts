import { selectNextDueAt } from '../store/queries/due-work.ts';
import { advanceKeptClock, followClock } from './clock.ts';
import type { Core } from './core.ts';
import { runAllDue, type WorkFailure, type WorkHandlers } from './due-work.ts';
import { WORK_HANDLERS } from './work-handlers.ts';

export interface Advance {
  /** The gateway's time now, in Unix milliseconds. */
  readonly now: number;
  /** How many pieces of work became due on the way, and were done. */
  readonly done: number;
  /** What failed on the way, each time it was tried; it is tried again. */
  readonly failures: readonly WorkFailure[];
}

/**
 * Lets time pass: the clock goes from one due time to the next, and whatever is due then is done before it goes on, so that a
 * month's story plays in its order. It never goes back, not even with the process.
 *
 * @param milliseconds how long, a whole number not below 0
 * @throws RangeError if it is no such number
 * @example const { now, done } = await advance(core, 2 * 3_600_000);
 */
export async function advance(
  core: Core,
  milliseconds: number,
  handlers: WorkHandlers = WORK_HANDLERS,
): Promise<Advance> {
  if (!Number.isSafeInteger(milliseconds) || milliseconds < 0) {
    throw new RangeError(`${milliseconds} is no whole number of milliseconds to advance by`);
  }
  return core.inTurn(async () => {
    await followClock(core.reader, core.clock);
    let remaining = milliseconds;
    const run = await runAllDue(core, handlers);
    let { done } = run;
    const failures = [...run.failures];
    while (remaining > 0) {
      const step = await stepMilliseconds(core, remaining);
      await moveClock(core, step);
      remaining -= step;
      const next = await runAllDue(core, handlers);
      done += next.done;
      failures.push(...next.failures);
    }
    return { now: core.environment.now(), done, failures };
  });
}

/** To the next due time, but at least a millisecond: what is due already, and was left, must not stop the clock. */
async function stepMilliseconds(core: Core, remaining: number): Promise<number> {
  const dueAt = await selectNextDueAt(core.reader);
  if (dueAt === undefined) return remaining;
  return Math.min(remaining, Math.max(1, dueAt - core.environment.now()));
}

async function moveClock(core: Core, milliseconds: number): Promise<void> {
  const now = core.wire.now();
  const offset = await core.perform((transaction) => advanceKeptClock(transaction, { milliseconds, now }));
  core.clock.keepUpWith(offset);
}
