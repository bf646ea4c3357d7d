/** Brings node_modules up to date, and with it the pinned Node, which npm installs like any other package. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installationState, recordInstallation } from './stamp.mjs';

/** @param {string} root the repository */
export function pinnedNode(root) {
  return join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Installs only what is missing or stale; says what it does on standard error, and nothing when there is nothing to do.
 *
 * @param {string} root the repository
 */
export async function ensureInstalled(root) {
  const state = installationState(root);
  if (state === 'current' && existsSync(pinnedNode(root))) return;

  const started = performance.now();
  console.error(
    state === 'absent' ? 'Installing (first start only) …' : 'Bringing node_modules up to date …',
  );
  await runNpm(root, installCommand(root, state));
  await ensurePinnedNode(root);
  recordInstallation(root);
  console.error(`Installed in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/**
 * `ci` takes exactly what the lock says, but begins by deleting node_modules under the feet of whatever runs from it;
 * where there is something to keep, `install` changes only what differs.
 *
 * @param {string} root
 * @param {'absent' | 'stale' | 'current'} state
 */
function installCommand(root, state) {
  return state === 'absent' && existsSync(join(root, 'package-lock.json')) ? 'ci' : 'install';
}

/**
 * @param {string} root
 * @param {string} command
 */
async function runNpm(root, command) {
  const code = await run(...npmProgram([command, '--loglevel=error']), root);
  if (code !== 0) throw new Error(`npm ${command} failed; its own message is above`);
}

/**
 * The npm that called us, run by the Node that it was run by: the `node` on an npm script's PATH is the pinned one,
 * which is about to be replaced.
 *
 * @param {string[]} npmArguments
 * @returns {[string, string[]]}
 */
function npmProgram(npmArguments) {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  return npm?.endsWith('npm-cli.js')
    ? [node ?? process.execPath, [npm, ...npmArguments]]
    : ['npm', npmArguments];
}

/**
 * The `node` package fetches its binary in an install script. package.json approves it (`allowScripts`), but a machine
 * set to `ignore-scripts` runs none: then the script is run here, by name, and no other.
 *
 * @param {string} root
 */
async function ensurePinnedNode(root) {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = `v${devDependencies.node}`;
  if (versionOf(pinnedNode(root)) === wanted) return;

  const folder = join(root, 'node_modules/node');
  await run(process.execPath, ['installArchSpecificPackage.js'], folder);
  const found = versionOf(pinnedNode(root));
  if (found !== wanted) {
    throw new Error(
      `Node ${wanted} is needed, but ${pinnedNode(root)} ${found === undefined ? 'does not run' : `is ${found}`}.\n` +
        `Its install script is node_modules/node/installArchSpecificPackage.js. Run it by hand in that folder to see why it fails.`,
    );
  }
}

/** @param {string} node */
function versionOf(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {string} folder
 * @returns {Promise<number | null>}
 */
function run(command, commandArguments, folder) {
  return new Promise((resolve, reject) => {
    // What npm says goes to standard error: standard output belongs to the program that was asked for.
    spawn(command, commandArguments, { cwd: folder, stdio: ['ignore', 2, 2] })
      .once('error', reject)
      .once('exit', resolve);
  });
}
