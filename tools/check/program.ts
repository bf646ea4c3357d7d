/** Running the programs that npm installed, under the pinned Node. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

/** The environment in which `node`, `biome`, `countersign` … are this repository's own. */
export function projectEnvironment(root: string): NodeJS.ProcessEnv {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  return { ...process.env, PATH: path };
}

export interface Finished {
  readonly code: number | null;
  /** Standard output and standard error, as they came. */
  readonly output: string;
}

/** Runs a program to its end; rejects only if it cannot be started. */
export function runProgram(
  command: string,
  commandArguments: readonly string[],
  options: SpawnOptions,
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const append = (text: string) => {
      output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', append);
    child.stderr?.setEncoding('utf8').on('data', append);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
