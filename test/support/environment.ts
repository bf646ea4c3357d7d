/** Time that stands still until a test moves it; chance is the machine's, or falls out the same in every run. */
import { createHash, randomBytes } from 'node:crypto';
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

/** Chance for golden files: the same bytes in every run, and never the same twice in one. */
export function repeatableBytes(): (sizeBytes: number) => Uint8Array {
  let drawn = 0;
  return (sizeBytes) => {
    const blocks: Buffer[] = [];
    for (let size = 0; size < sizeBytes; size += 32) {
      drawn += 1;
      blocks.push(createHash('sha256').update(`draw ${drawn}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, sizeBytes);
  };
}
