/** Which test files `npm test` runs. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const everywhere = ['packages', 'test', 'tools'];

/**
 * Test files under the given folders, the given files themselves, or with none given all of the repository's.
 * Throws on a path that holds no test, for a typing mistake must not pass as success.
 */
export function selectTestFiles(paths: readonly string[]): string[] {
  return (paths.length === 0 ? everywhere : paths).flatMap((path) => {
    const files = testFilesAt(path);
    if (files.length === 0 && paths.length > 0) throw new Error(`no test files at ${path}`);
    return files;
  });
}

function testFilesAt(path: string): string[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isFile()) return [path];
  const pattern = kind?.isDirectory() ? join(path, '**/*.test.ts') : path;
  return globSync(pattern, { exclude: (name) => name === 'node_modules' }).sort();
}
