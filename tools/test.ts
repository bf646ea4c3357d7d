/**
 * `npm test`: all tests, with a real PostgreSQL for those that need one.
 *
 *     npm test                                      everything
 *     npm test -- packages/signing test/one.test.ts only these folders and files
 *     npm test -- --name 'nonce'                    only tests whose name matches
 *
 * Exits 0 only if every selected test ran and passed.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exitLike, runInForeground } from './bootstrap/foreground.mjs';
import { type ProvidedPostgres, postgresUrlVariable, providePostgres } from './postgres/provide.ts';
import { selectTestFiles } from './test/select.ts';

const { files, namePatterns } = readCommandLine();
const postgres = await provideOrExplain();
const scratch = mkdtempSync(join(tmpdir(), 'countersign-test-'));
const skippedFile = join(scratch, 'skipped');

const ending = await runInForeground(process.execPath, [...runnerOptions(), ...files], {
  environment: { ...process.env, ...(postgres && { [postgresUrlVariable]: postgres.url }) },
});
const skipped = readSkipped();
rmSync(scratch, { recursive: true });
await postgres?.release();

const incomplete = postgres === undefined && skipped !== '';
if (incomplete) console.error(`\nNot run, because there is no PostgreSQL (see the top):\n${skipped}`);
exitLike(incomplete && ending.code === 0 ? { code: 1, signal: null } : ending);

function readCommandLine(): { files: string[]; namePatterns: string[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { name: { type: 'string', multiple: true } },
    });
    return { files: selectTestFiles(positionals), namePatterns: values.name ?? [] };
  } catch (error) {
    console.error(
      `npm test: ${(error as Error).message}\nusage: npm test -- [FOLDER | FILE]… [--name PATTERN]…`,
    );
    process.exit(2);
  }
}

async function provideOrExplain(): Promise<ProvidedPostgres | undefined> {
  try {
    return await providePostgres();
  } catch (error) {
    console.error(`PostgreSQL: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** Two reports at once: the runner's own for people, and the list of what was skipped for the lines above. */
function runnerOptions(): string[] {
  return [
    '--test',
    `--test-concurrency=${availableParallelism()}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(import.meta.dirname, 'test/skipped.ts')}`,
    `--test-reporter-destination=${skippedFile}`,
    ...namePatterns.map((pattern) => `--test-name-pattern=${pattern}`),
  ];
}

function readSkipped(): string {
  try {
    return readFileSync(skippedFile, 'utf8');
  } catch {
    return '';
  }
}
