/** A real PostgreSQL for the tests: the one given, else a cluster of our own from a server found or installed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findPostgres } from './find.ts';
import { installPostgres, whyNotInstallable } from './install.ts';

export const postgresUrlVariable = 'COUNTERSIGN_TEST_POSTGRES_URL';

export interface ProvidedPostgres {
  readonly url: string;
  release(): Promise<void>;
}

/** Tells the progress on standard error. Throws, with the reason and the remedy, if no server can be had. */
export async function providePostgres(): Promise<ProvidedPostgres> {
  const given = process.env[postgresUrlVariable];
  if (given) {
    console.error(`PostgreSQL: the one ${postgresUrlVariable} names`);
    return { url: given, release: async () => {} };
  }
  const started = performance.now();
  const programFolder = findPostgres() ?? installed();
  const postgres = await keep(programFolder);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.error(`PostgreSQL: a throw-away cluster of ${programFolder}, ready in ${seconds} s`);
  return postgres;
}

function installed(): string {
  const obstacle = whyNotInstallable();
  if (obstacle !== undefined) {
    throw new Error(
      `no postgres in PATH or the usual folders, and ${obstacle}.\n` +
        `Install PostgreSQL, or set ${postgresUrlVariable} to a server whose databases may be created and dropped.`,
    );
  }
  console.error('PostgreSQL: none found; installing Debian’s …');
  installPostgres();
  const programFolder = findPostgres();
  if (programFolder === undefined)
    throw new Error('Debian’s postgresql was installed, but its programs are not found');
  return programFolder;
}

async function keep(programFolder: string): Promise<ProvidedPostgres> {
  const keeper = spawn(process.execPath, [`${import.meta.dirname}/keeper.ts`, programFolder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(keeper, 'exit');
  const [url] = await Promise.race([
    once(createInterface({ input: keeper.stdout }), 'line'),
    ended.then(() => []),
  ]);
  if (url === undefined) throw new Error('the throw-away cluster did not start; its own message is above');
  return {
    url,
    release: async () => {
      keeper.stdin.end();
      await ended;
    },
  };
}
