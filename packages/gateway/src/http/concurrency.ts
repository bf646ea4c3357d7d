import { Unavailable } from './problem.ts';

export interface ConcurrencyBounds {
  readonly running: number;
  readonly waiting: number;
}

/** Runs at most so many pieces of work at once, lets so many more wait in line, and refuses the rest with `Unavailable`. */
export function boundedConcurrency(bounds: ConcurrencyBounds): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  const start = (): Promise<void> | undefined => {
    if (running < bounds.running) {
      running++;
      return undefined;
    }
    if (waiting.length >= bounds.waiting) throw new Unavailable('too much work of this kind is waiting');
    return new Promise((resolve) => waiting.push(resolve));
  };
  /** The place is handed on, not given back, so that nobody can take it from the one who waited longest. */
  const finish = () => {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  };
  return async (work) => {
    const turn = start();
    if (turn !== undefined) await turn;
    try {
      return await work();
    } finally {
      finish();
    }
  };
}
