import { randomBytes } from 'node:crypto';

/** Time and chance, handed in so that tests and the sandbox decide them. Nothing else in the gateway asks the machine for either. */
export interface Environment {
  /** Unix milliseconds. */
  now(): number;
  /** Fresh bytes that nobody can predict. */
  randomBytes(sizeBytes: number): Uint8Array;
}

export const systemEnvironment: Environment = {
  now: () => Date.now(),
  randomBytes: (sizeBytes) => randomBytes(sizeBytes),
};
