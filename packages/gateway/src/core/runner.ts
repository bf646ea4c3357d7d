import { followClock } from './clock.ts';
import type { Core } from './core.ts';
import { runDueWork, type WorkFailure, type WorkHandlers } from './due-work.ts';

/** Calls back once, after a time; what it returns calls that off. Handed in, so that tests turn the hands. */
export type Timer = (task: () => void, milliseconds: number) => () => void;

export interface RunnerOptions {
  readonly handlers: WorkHandlers;
  readonly timer: Timer;
  /** Told of each piece that failed, and is to be tried again. */
  readonly onFailure: (failure: WorkFailure) => void;
  /** Told when the store could not be asked; the next look is after the usual time. */
  readonly onError: (error: unknown) => void;
}

export interface Runner {
  /** Looks for due work now, instead of when it next would. */
  kick(): void;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/** So that what is due now seems to happen at once, and a clock advanced by another process is followed within a second. */
const LOOK_EVERY_MILLISECONDS = 250;
/** One commit of the store serves them all. */
const SIDE_BY_SIDE = 16;

/** Does due work as it becomes due, until it is stopped. */
export function startRunner(core: Core, options: RunnerOptions): Runner {
  const { handlers, timer, onFailure, onError } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isWanted = false;
  let current: Promise<void> | undefined;
  let callOff: () => void = () => undefined;

  const look = async () => {
    try {
      await followClock(core.reader, core.clock);
      const { failures } = await runDueWork(core, handlers, { sideBySide: SIDE_BY_SIDE, signal });
      failures.forEach(onFailure);
    } catch (error) {
      onError(error);
    }
  };
  const wake = () => {
    callOff();
    if (signal.aborted) return;
    isWanted = current !== undefined;
    current ??= look().finally(() => {
      current = undefined;
      callOff = timer(wake, isWanted ? 0 : LOOK_EVERY_MILLISECONDS);
    });
  };
  wake();
  return {
    kick: wake,
    stop: async () => {
      stopping.abort();
      callOff();
      await current;
      callOff();
    },
  };
}
