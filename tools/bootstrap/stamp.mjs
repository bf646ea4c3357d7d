/** Is node_modules what the manifests ask for? A stamp written after each installation answers in about a millisecond. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampFile = 'node_modules/.countersign-stamp';

/** npm writes this file last, so its absence also means an installation that was interrupted. */
const installedLock = 'node_modules/.package-lock.json';

/**
 * @param {string} root the repository
 * @returns {'absent' | 'stale' | 'current'}
 */
export function installationState(root) {
  if (!existsSync(join(root, installedLock))) return 'absent';
  const stamp = join(root, stampFile);
  if (!existsSync(stamp)) return 'stale';
  return readFileSync(stamp, 'utf8') === fingerprint(root) ? 'current' : 'stale';
}

/** @param {string} root the repository, just installed */
export function recordInstallation(root) {
  writeFileSync(join(root, stampFile), fingerprint(root));
}

/**
 * A digest of everything that decides what belongs into node_modules. The platform is part of it because binaries
 * are: a folder shared with a container or a virtual machine must be installed again.
 *
 * @param {string} root
 */
function fingerprint(root) {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifests = ['', ...workspaces].map((folder) => join(folder, 'package.json'));
  const digest = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['package-lock.json', ...manifests]) {
    const path = join(root, file);
    digest.update(`\0${file}\0`).update(existsSync(path) ? readFileSync(path) : 'missing');
  }
  return digest.digest('hex');
}
