/** One throw-away PostgreSQL server: its own folder, its own port on loopback, nothing shared with any other. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Cluster {
  /** A superuser's connection to the database `postgres`. */
  readonly url: string;
  /** Stops the server and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Small enough to start in a moment, wide enough for test files that run side by side. Durability stays on (fsync,
 * synchronous_commit): tests that kill the gateway rely on what the server has acknowledged.
 */
const settings = {
  listen_addresses: '127.0.0.1',
  max_connections: '200',
  shared_buffers: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** PostgreSQL refuses to run as root, so root lends it one of these identities. */
const unprivilegedUsers = ['postgres', 'nobody'];

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a server with the programs in `programFolder`; throws with the server's own words if it does not come up. */
export async function startCluster(programFolder: string): Promise<Cluster> {
  const identity = unprivilegedIdentity();
  const folder = mkdtempSync(join(tmpdir(), 'countersign-postgres-'));
  try {
    if (identity !== undefined) chownSync(folder, identity.uid, identity.gid);
    initialise(programFolder, folder, identity);
    const port = await freePort();
    const server = await serve(programFolder, folder, port, identity);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await shutDown(server);
        rmSync(folder, { recursive: true });
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function initialise(programFolder: string, folder: string, identity: Identity | undefined): void {
  const options = ['--auth=trust', '--username=postgres', '--encoding=UTF8', '--locale=C', '--no-sync'];
  const { status, stderr, error } = spawnSync(
    join(programFolder, 'initdb'),
    [...options, join(folder, 'data')],
    {
      ...identity,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr.trim()}`);
}

function serve(
  programFolder: string,
  folder: string,
  port: number,
  identity: Identity | undefined,
): Promise<ChildProcess> {
  const configuration = { ...settings, port: String(port), unix_socket_directories: folder };
  const server = spawn(
    join(programFolder, 'postgres'),
    [
      '-D',
      join(folder, 'data'),
      ...Object.entries(configuration).map(([name, value]) => `--${name}=${value}`),
    ],
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const lines = createInterface({ input: server.stderr });
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('ready to accept connections')) resolve(server);
    });
    lines.on('close', () => reject(new Error(`postgres did not start: ${said.join('\n')}`)));
    server.once('error', reject);
  });
}

async function shutDown(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  // SIGQUIT is PostgreSQL's immediate shutdown: no final checkpoint, for the folder is removed anyway.
  server.kill('SIGQUIT');
  await exited;
}

function unprivilegedIdentity(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const user of unprivilegedUsers) {
    const uid = spawnSync('id', ['-u', user], { encoding: 'utf8' });
    if (uid.status !== 0) continue;
    const gid = execFileSync('id', ['-g', user], { encoding: 'utf8' });
    return { uid: Number(uid.stdout), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL does not run as root, and there is no user ${unprivilegedUsers.join(' or ')} to run it as`,
  );
}

/** A port that was free a moment ago; the server binds it next. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no loopback port is free');
  return address.port;
}
