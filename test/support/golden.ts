/** Texts that must not change unnoticed: kept in files, so that a change is seen in review. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Fails, with the difference, where `actual` is not what the file holds. `UPDATE_GOLDEN=1` writes the files anew, for a change that
 * is meant.
 */
export function assertGolden(file: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  assert.equal(actual, kept, `${file} differs: if it should, run the test with UPDATE_GOLDEN=1`);
}
