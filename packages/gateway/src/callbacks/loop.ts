import type { Timer } from './context.ts';

export interface Loop {
  /** Looks now, instead of when it next would. */
  kick(): void;
  /** Begins nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Looks regularly, never twice at once.
 *
 * @param look resolves with whether to look again at once
 */
export function startLoop(
  look: () => Promise<boolean>,
  {
    timer,
    everyMilliseconds,
    onError,
  }: {
    readonly timer: Timer;
    readonly everyMilliseconds: number;
    readonly onError: (error: unknown) => void;
  },
): Loop {
  let isStopped = false;
  let isWanted = false;
  let current: Promise<void> | undefined;
  let callOff: () => void = () => undefined;

  const lookOnce = async () => {
    try {
      if (await look()) isWanted = true;
    } catch (error) {
      onError(error);
    }
  };
  const wake = () => {
    callOff();
    if (isStopped) return;
    isWanted = current !== undefined;
    current ??= lookOnce().finally(() => {
      current = undefined;
      callOff = timer(wake, isWanted ? 0 : everyMilliseconds);
    });
  };
  wake();
  return {
    kick: wake,
    stop: async () => {
      isStopped = true;
      callOff();
      await current;
      callOff();
    },
  };
}
