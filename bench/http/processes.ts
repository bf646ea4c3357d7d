import { type ChildProcess, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import type { LoadCommand, LoadResult } from './load.ts';
import type { Keys } from './requests.ts';

/** The server has one core to itself and the load another; without `taskset` the system shares them out, and the figures say less. */
export const isPinned: boolean =
  availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;

export interface Server {
  readonly origin: string;
  /** Processor time that the server has taken so far; NaN where the system does not tell. */
  readonly processorMilliseconds: () => number;
  readonly stop: () => Promise<void>;
}

export interface GatewayServer extends Server {
  readonly keys: Keys;
  readonly operatorToken: string;
}

export async function startGateway(): Promise<GatewayServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'countersign-bench-'));
  const command = path.join(import.meta.dirname, '../../packages/cli/src/countersign.ts');
  const server = await startServer([command, 'start', '--listen', '127.0.0.1:0', '--data', folder]);
  const { origin: _, ...keys } = JSON.parse(readFileSync(path.join(folder, 'sandbox.json'), 'utf8'));
  const { token } = JSON.parse(readFileSync(path.join(folder, 'operator.json'), 'utf8'));
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop, keys, operatorToken: token };
}

export function startFloor(secret: string): Promise<Server> {
  return startServer([path.join(import.meta.dirname, 'floor.ts')], { FLOOR_SECRET: secret });
}

const ORIGIN = /http:\/\/127\.0\.0\.1:\d+/u;

async function startServer(
  programAndArguments: readonly string[],
  variables: NodeJS.ProcessEnv = {},
): Promise<Server> {
  const command = [...pin(0), process.execPath, ...programAndArguments];
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const origin = await readOrigin(child);
  return {
    origin,
    processorMilliseconds: () => processorMilliseconds(child.pid ?? 0),
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function readOrigin(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const look = (chunk: Buffer) => {
      output += chunk;
      const [origin] = ORIGIN.exec(output) ?? [];
      if (origin !== undefined) resolve(origin);
      if (output.length > 100_000) output = '';
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('exit', () => reject(new Error(`the server ended before it listened:\n${output}`)));
  });
}

/** In /proc a process's time is counted in hundredths of a second (proc_pid_stat(5): fields 14 and 15). */
function processorMilliseconds(processId: number): number {
  try {
    const [, fields = ''] = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ');
    const [user = Number.NaN, system = Number.NaN] = fields.split(' ').slice(11, 13).map(Number);
    return (user + system) * 10;
  } catch {
    return Number.NaN;
  }
}

function pin(core: number): readonly string[] {
  return isPinned ? ['taskset', '-c', String(core)] : [];
}

/** Runs a load to its end on the other core. */
export async function runLoad(command: LoadCommand): Promise<LoadResult> {
  const child = fork(path.join(import.meta.dirname, 'load.ts'), { serialization: 'advanced' });
  if (isPinned && child.pid !== undefined) spawnSync('taskset', ['-a', '-p', '-c', '1', String(child.pid)]);
  child.send(command);
  const [result] = (await once(child, 'message')) as [LoadResult];
  return result;
}
