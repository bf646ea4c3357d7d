import { randomUUID } from 'node:crypto';
import type { Writable } from 'node:stream';

/** What the command line takes from the world. Tests hand in their own. */
export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly standardInput: AsyncIterable<Uint8Array | string>;
  readonly standardOutput: Output;
  readonly standardError: Output;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly randomUuid: () => string;
  readonly fetch: typeof globalThis.fetch;
  /** Calls the listener each time one of the signals arrives; the function that is returned ends that. */
  readonly onSignal: (
    signals: readonly NodeJS.Signals[],
    listener: (signal: NodeJS.Signals) => void,
  ) => () => void;
  /** Ends the process at once. */
  readonly exit: (code: number) => never;
}

export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export const systemEnvironment: Environment = {
  variables: process.env,
  standardInput: process.stdin,
  standardOutput: process.stdout,
  standardError: process.stderr,
  now: Date.now,
  randomUuid: randomUUID,
  fetch: globalThis.fetch,
  onSignal: (signals, listener) => {
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
  exit: (code) => process.exit(code),
};
