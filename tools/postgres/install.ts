/** Installing Debian's PostgreSQL, where that takes no more than asking. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Why PostgreSQL cannot be installed here without the user's help, or undefined if it can. */
export function whyNotInstallable(): string | undefined {
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get to install it with';
  if (process.getuid?.() !== 0) return 'apt-get needs root';
  return undefined;
}

/**
 * Installs Debian's `postgresql` package. Throws if apt-get fails.
 *
 * The package would also create a cluster and start it on port 5432. That is nobody's wish here, so the package's
 * own switch against it is set while it installs.
 */
export function installPostgres(): void {
  aptGet('update');
  aptGet('install', 'postgresql-common');
  withoutMainCluster(() => aptGet('install', 'postgresql'));
}

const clusterDefaults = '/etc/postgresql-common/createcluster.conf';

function withoutMainCluster(work: () => void): void {
  const before = existsSync(clusterDefaults) ? readFileSync(clusterDefaults) : undefined;
  writeFileSync(clusterDefaults, `${before ?? ''}\ncreate_main_cluster = false\n`);
  try {
    work();
  } finally {
    if (before === undefined) rmSync(clusterDefaults);
    else writeFileSync(clusterDefaults, before);
  }
}

function aptGet(command: string, ...packages: string[]): void {
  const options = ['--quiet', '--yes', '--no-install-recommends', '--option=DPkg::Lock::Timeout=120'];
  const { status } = spawnSync('apt-get', [...options, command, ...packages], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (status !== 0)
    throw new Error(`apt-get ${command} ${packages.join(' ')} failed; its own message is above`);
}
