/**
 * `npm run simulate`: plays seeds of the money core's simulation until one fails, or all have passed.
 *
 *     npm run simulate -- --seeds 10000                 many, from seed 1
 *     npm run simulate -- --seeds 500 --from 20001      others
 *     npm run simulate -- --seed 4711                   one again, exactly
 *     npm run simulate -- --engine postgres --seeds 200 on a real PostgreSQL
 *
 * Exits 0 if all hold, 1 at the first that does not, which it names, 2 if it does not understand.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../test/simulation/simulate.ts';
import { storeMaker } from '../test/simulation/store.ts';
import { postgresUrlVariable, providePostgres } from './postgres/provide.ts';

const USAGE =
  'usage: npm run simulate -- [--seeds COUNT] [--from SEED] [--seed SEED] [--steps STEPS] [--engine sqlite|postgres]';
const PROGRESS_MILLISECONDS = 1_000;

const { first, count, steps, engine } = readCommandLine();
const postgres = engine === 'postgres' ? await providePostgres() : undefined;
if (postgres !== undefined) process.env[postgresUrlVariable] = postgres.url;
const stores = await storeMaker(engine);
process.exitCode = await playAll();
stores.close();
await postgres?.release();

async function playAll(): Promise<number> {
  const started = performance.now();
  const totals = { seeds: 0, commands: 0, crashes: 0 };
  let told = started;
  for (let seed = first; seed < first + count; seed += 1) {
    const report = await simulate(stores, { seed, steps });
    totals.seeds += 1;
    totals.commands += report.commands;
    totals.crashes += report.crashes;
    if (report.violations.length > 0) return failed(seed, report.violations);
    if (performance.now() - told < PROGRESS_MILLISECONDS) continue;
    told = performance.now();
    progress(totals, started);
  }
  progress(totals, started);
  process.stderr.write('\n');
  console.log(`all hold: ${totals.seeds} seeds, ${totals.commands} commands, ${totals.crashes} crashes`);
  return 0;
}

function failed(seed: number, violations: readonly string[]): number {
  process.stderr.write('\n');
  console.log(`seed ${seed} fails:`);
  for (const violation of violations) console.log(`  ${violation}`);
  console.log(`again: npm run simulate -- --seed ${seed} --steps ${steps} --engine ${engine}`);
  return 1;
}

function progress({ seeds, crashes }: { seeds: number; crashes: number }, started: number): void {
  const perSecond = (seeds * 1_000) / (performance.now() - started);
  const line = `${seeds} of ${count} seeds, ${crashes} crashes, ${perSecond.toFixed(1)} seeds/s`;
  process.stderr.write(process.stderr.isTTY ? `\r${line}` : `${line}\n`);
}

function readCommandLine() {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      options: { seeds: text, from: text, seed: text, steps: text, engine: text },
    });
    const engine = values.engine ?? 'sqlite';
    if (engine !== 'sqlite' && engine !== 'postgres') throw new Error(`no engine '${engine}'`);
    const whole = (name: string, value: string | undefined, usual: number) => {
      if (value === undefined) return usual;
      if (!/^\d{1,9}$/u.test(value)) throw new Error(`--${name}: '${value}' is no whole number`);
      return Number(value);
    };
    const first = whole('seed', values.seed, whole('from', values.from, 1));
    const count = values.seed === undefined ? whole('seeds', values.seeds, 200) : 1;
    return { first, count, steps: whole('steps', values.steps, 40), engine } as const;
  } catch (error) {
    console.error(`npm run simulate: ${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}
