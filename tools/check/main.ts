/**
 * `npm run check`: everything about the code that a machine can judge, one line each.
 *
 *     npm run check                      all of it
 *     npm run check -- types imports     only these
 */
import { join } from 'node:path';
import { checkBannedCalls } from './banned-calls.ts';
import { checkHeadings } from './headings.ts';
import { checkImports } from './imports.ts';
import { checkLength } from './length.ts';
import { projectEnvironment, runProgram } from './program.ts';
import { checkReadme } from './readme.ts';
import { readSources, type Source } from './source.ts';

const root = join(import.meta.dirname, '../..');

let sources: readonly Source[] | undefined;
function allSources(): readonly Source[] {
  sources ??= readSources(root);
  return sources;
}

/** A check answers with its problems, one line each. */
type Check = () => readonly string[] | Promise<readonly string[]>;

const checks: Readonly<Record<string, Check>> = {
  'format-and-lint': () => program('biome', 'check', '--error-on-warnings', '--colors=off', '.'),
  types: () => program('tsc', '--noEmit', '--pretty', 'false', '--project', '.'),
  'dead-code': () => program('knip', '--no-progress', '--no-config-hints'),
  imports: () => checkImports(root, allSources()),
  'banned-calls': () => checkBannedCalls(allSources()),
  length: () => checkLength(allSources()),
  headings: () => checkHeadings(root),
  readme: () => checkReadme(root),
};

async function program(command: string, ...commandArguments: string[]): Promise<readonly string[]> {
  const { code, output } = await runProgram(command, commandArguments, {
    cwd: root,
    env: projectEnvironment(root),
  });
  return code === 0 ? [] : output.trimEnd().split('\n');
}

async function problemsOf(check: Check): Promise<readonly string[]> {
  try {
    return await check();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function report(name: string, check: Check): Promise<boolean> {
  const started = performance.now();
  const problems = await problemsOf(check);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const verdict = problems.length === 0 ? 'ok    ' : 'FAILED';
  console.log(`${verdict}  ${name.padEnd(16)} ${seconds} s`);
  for (const line of problems.flatMap((problem) => problem.split('\n'))) console.log(`        ${line}`);
  return problems.length === 0;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(checks);
const unknown = names.filter((name) => !Object.hasOwn(checks, name));
if (unknown.length > 0) {
  console.error(`no check called ${unknown.join(', ')}; there are: ${Object.keys(checks).join(', ')}`);
  process.exit(2);
}
const results = await Promise.all(names.map((name) => report(name, checks[name] as Check)));
process.exitCode = results.every(Boolean) ? 0 : 1;
