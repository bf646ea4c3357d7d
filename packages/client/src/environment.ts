import { randomUUID } from 'node:crypto';

/** What a client takes from the world. Tests hand in their own. */
export interface ClientEnvironment {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly randomUuid: () => string;
  readonly fetch: typeof globalThis.fetch;
}

export const systemEnvironment: ClientEnvironment = {
  now: Date.now,
  randomUuid: randomUUID,
  fetch: globalThis.fetch,
};
