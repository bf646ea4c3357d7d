/**
 * `npm start`, `npm test` and `npm run …` begin here, on whatever Node the machine has (20 or later):
 *
 *     node tools/bootstrap.mjs SCRIPT [ARGUMENT…]
 *
 * installs what is missing or stale, then runs SCRIPT under the pinned Node, passing signals and exit code through.
 * Plain JavaScript without dependencies, because neither TypeScript nor node_modules can be counted on yet.
 */
import { resolve } from 'node:path';
import { exitLike, runInForeground } from './bootstrap/foreground.mjs';
import { ensureInstalled, pinnedNode } from './bootstrap/install.mjs';

const root = resolve(import.meta.dirname, '..');
const [script, ...scriptArguments] = process.argv.slice(2);

if (script === undefined) {
  console.error('usage: node tools/bootstrap.mjs SCRIPT [ARGUMENT…]');
  process.exit(2);
}

try {
  await ensureInstalled(root);
} catch (error) {
  console.error(`countersign: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

exitLike(await runInForeground(pinnedNode(root), [resolve(root, script), ...scriptArguments]));
