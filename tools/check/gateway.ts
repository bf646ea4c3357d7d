/** A gateway of its own for a check: `countersign start` on a free port, as a user would start it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../free-port.ts';

export interface RunningGateway {
  /** Host and port, as in `127.0.0.1:8080`. */
  readonly address: string;
  /** Stops it by SIGTERM; answers with what was wrong about its end. */
  stop(): Promise<string[]>;
}

const startTimeoutMilliseconds = 20_000;
const pollMilliseconds = 50;

/** Resolves once the gateway says it is ready; throws, with its output, if it ends or takes too long. */
export async function startGateway(root: string, dataFolder: string): Promise<RunningGateway> {
  const address = `127.0.0.1:${await freePort()}`;
  const start = [
    join(root, 'packages/cli/src/countersign.ts'),
    'start',
    '--listen',
    address,
    '--data',
    dataFolder,
  ];
  const child = spawn(process.execPath, start, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = once(child, 'close') as Promise<[number | null]>;

  const deadline = performance.now() + startTimeoutMilliseconds;
  while (!(await isReady(address))) {
    if (child.exitCode === null && performance.now() < deadline) {
      await sleep(pollMilliseconds);
      continue;
    }
    child.kill();
    throw new Error(`the gateway did not become ready:\n${output.trimEnd()}`);
  }

  return {
    address,
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      return code === 0 ? [] : [`the gateway exited ${code} on SIGTERM`, ...output.trimEnd().split('\n')];
    },
  };
}

async function isReady(address: string): Promise<boolean> {
  try {
    return (await fetch(`http://${address}/readyz`)).ok;
  } catch {
    return false;
  }
}
