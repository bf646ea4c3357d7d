import { StoreUnavailable } from './errors.ts';

/** Counts what runs, so that closing can wait for it. */
export class InFlight {
  #count = 0;
  #isClosed = false;
  #onIdle: (() => void)[] = [];

  /** @throws StoreUnavailable once it is closed */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StoreUnavailable('the store is closed');
    this.#count++;
    try {
      return await operation();
    } finally {
      this.#count--;
      if (this.#count === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    }
  }

  /** Takes no more, and resolves once what was taken has ended. */
  close(): Promise<void> {
    this.#isClosed = true;
    if (this.#count === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }
}
