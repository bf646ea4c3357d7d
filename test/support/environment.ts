/** Time that stands still until a test moves it; chance is the machine's. */
import { randomBytes } from 'node:crypto';
import type { Environment } from '../../packages/gateway/src/environment.ts';

export interface TestEnvironment extends Environment {
  advance(milliseconds: number): void;
}

/** 2026-01-01T00:00:00Z, in Unix milliseconds. */
export const TEST_START = 1_767_225_600_000;

export function testEnvironment(start = TEST_START): TestEnvironment {
  let now = start;
  return {
    now: () => now,
    randomBytes: (sizeBytes) => randomBytes(sizeBytes),
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
