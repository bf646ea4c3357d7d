// How many durable invoice creations and ledger transfers a second the money core does, on both engines: beside the very same
// statements run by the bare driver, in one process, turn by turn, and on PostgreSQL beside pgbench as well.
//
//     npm run bench -- core [--engine sqlite|postgres] [--slow-fsync] [--json]
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStore } from '../packages/gateway/src/store/open-store.ts';
import type { Store } from '../packages/gateway/src/store/store.ts';
import { createTestDatabase } from '../test/support/postgres.ts';
import { migratedTemplate } from '../test/support/postgres-template.ts';
import { postgresUrlVariable, providePostgres } from '../tools/postgres/provide.ts';
import { openBarePostgres } from './core/bare-postgres.ts';
import { openBareSqlite } from './core/bare-sqlite.ts';
import { measureFsync, rerunWithSlowFsync } from './core/fsync.ts';
import {
  coreOn,
  merchantIdOf,
  OPERATIONS,
  type Operation,
  type OperationName,
  openMerchants,
  operationsOf,
} from './core/operations.ts';
import { runPgbench } from './core/pgbench.ts';
import { type Recording, recordingStore } from './core/recording.ts';

interface Case {
  readonly operation: OperationName;
  readonly callers: number;
  /** 1 is a single hot merchant. */
  readonly merchants: number;
}

interface Result extends Case {
  readonly engine: 'sqlite' | 'postgres';
  readonly perSecond: number;
  readonly barePerSecond: number;
  readonly pgbenchPerSecond?: number;
}

const COLD_MERCHANTS = 1_000;
const ROUNDS = 5;
const ROUND_OPERATIONS: Readonly<Record<number, number>> = { 1: 300, 32: 1_600 };
const SLOW_FSYNC_MICROSECONDS = 2_000;
const PGBENCH_SECONDS = 4;
/** What the gateway's own pool has. */
const CONNECTIONS = 8;

const cases: readonly Case[] = OPERATIONS.flatMap((operation) =>
  [1, 32].flatMap((callers) => [COLD_MERCHANTS, 1].map((merchants) => ({ operation, callers, merchants }))),
);

const isJson = process.argv.includes('--json');
const isSlow = process.argv.includes('--slow-fsync');
const onlyEngine = process.argv[process.argv.indexOf('--engine') + 1];
const isMeant = (engine: string) => !process.argv.includes('--engine') || engine === onlyEngine;

const results: Result[] = [];
const fsync = measureFsync();
if (!isJson) {
  process.stdout.write(
    `an fsync takes ${Math.round(fsync.median)} µs here, one in a hundred more than ${Math.round(fsync.p99)} µs\n\n`,
  );
  process.stdout.write(
    'engine    operation  accounts  callers    ours/s    bare/s  ratio   pgbench/s  ratio\n',
  );
}
if (isMeant('sqlite')) for (const each of cases) report(await onSqlite(each));
if (isMeant('postgres') && !isSlow) await onPostgresServer();
if (isJson) process.stdout.write(`${JSON.stringify({ fsyncMicroseconds: fsync, results })}\n`);
else if (!isSlow && isMeant('sqlite')) slowDisk();

async function onPostgresServer(): Promise<void> {
  const server = await providePostgres();
  process.env[postgresUrlVariable] = server.url;
  try {
    for (const each of cases) report(await onPostgres(each));
  } finally {
    await server.release();
  }
}

/** The same again with each fsync taking two milliseconds more: what group commit is for. */
function slowDisk(): void {
  process.stdout.write(`\nwith ${SLOW_FSYNC_MICROSECONDS / 1_000} ms more for each fsync (strace):\n`);
  const again = [import.meta.filename, '--engine', 'sqlite', '--slow-fsync'];
  if (!rerunWithSlowFsync(SLOW_FSYNC_MICROSECONDS, again))
    process.stdout.write('not measured: strace is needed\n');
}

async function onSqlite(each: Case): Promise<Result> {
  const root = mkdtempSync(path.join(tmpdir(), 'countersign-bench-core-'));
  const folderOf = (name: string) => path.join(root, name);
  const copyOf = (name: string) => {
    mkdirSync(folderOf(name));
    copyFileSync(path.join(folderOf('first'), 'countersign.db'), path.join(folderOf(name), 'countersign.db'));
    return folderOf(name);
  };
  mkdirSync(folderOf('first'));
  const first = await openStore({ folder: folderOf('first') });
  await openMerchants(first, each.merchants);
  await first.close();

  const recorded = await openStore({ folder: copyOf('recorded') });
  const recordings = await record(recorded, each);
  await recorded.close();

  const store = await openStore({ folder: copyOf('ours') });
  const bare = openBareSqlite(path.join(copyOf('bare'), 'countersign.db'));
  try {
    const run = runnerOf(store, each);
    return {
      engine: 'sqlite',
      ...each,
      ...(await turnByTurn(each, recordings, run, async (round) => {
        for (let at = 0; at < round.length; at += each.callers) bare.run(round.slice(at, at + each.callers));
      })),
    };
  } finally {
    await store.close();
    bare.close();
    rmSync(root, { recursive: true });
  }
}

async function onPostgres(each: Case): Promise<Result> {
  const template = await createTestDatabase(await migratedTemplate());
  const templateStore = await openStore({ postgresUrl: template.url });
  await openMerchants(templateStore, each.merchants);
  await templateStore.close();
  const name = new URL(template.url).pathname.slice(1);
  const copies = [
    await createTestDatabase(name),
    await createTestDatabase(name),
    await createTestDatabase(name),
  ];
  const [recordedUrl = '', oursUrl = '', bareUrl = ''] = copies.map(({ url }) => url);

  const recorded = await openStore({ postgresUrl: recordedUrl });
  const recordings = await record(recorded, each);
  await recorded.close();
  // The last one: a transfer is never before another of its merchant.
  const one = recordings.at(-1);
  if (one === undefined) throw new Error('nothing was recorded');
  const pgbenchPerSecond = runPgbench({
    url: recordedUrl,
    operation: each.operation,
    recording: one,
    merchants: each.merchants,
    clients: each.callers,
    seconds: PGBENCH_SECONDS,
  });

  // A merchant's transfers follow each other, so its recordings stay on one connection.
  const connections =
    each.merchants === 1 && each.operation === 'transfer' ? 1 : Math.min(each.callers, CONNECTIONS);
  const store = await openStore({ postgresUrl: oursUrl });
  const bare = await openBarePostgres(bareUrl, connections);
  try {
    const run = runnerOf(store, each);
    const measured = await turnByTurn(each, recordings, run, (round) => {
      const queues = Array.from({ length: connections }, (_, index) =>
        round.filter((_recording, at) => (at % each.merchants) % connections === index),
      );
      return bare.run(each.merchants === 1 && connections > 1 ? dealt(round, connections) : queues);
    });
    return { engine: 'postgres', ...each, ...measured, pgbenchPerSecond };
  } finally {
    await store.close();
    await bare.close();
    for (const database of [...copies, template]) await database.drop();
  }
}

function dealt(round: readonly Recording[], hands: number): readonly (readonly Recording[])[] {
  return Array.from({ length: hands }, (_, hand) => round.filter((_recording, at) => at % hands === hand));
}

/** Does so many operations, merchants in turn, always as many at once as there are callers. */
function runnerOf(store: Store, { operation, callers, merchants }: Case): (count: number) => Promise<void> {
  const perform: Operation = operationsOf(coreOn(store))[operation];
  let done = 0;
  return async (count) => {
    const end = done + count;
    const call = async () => {
      while (done < end) await perform(merchantIdOf(done++ % merchants));
    };
    await Promise.all(Array.from({ length: callers }, call));
  };
}

/** Records what the rounds will need, one operation after the other, so that the recordings run again in that order. */
async function record(store: Store, each: Case): Promise<readonly Recording[]> {
  const { store: recording, recordings } = recordingStore(store);
  const run = runnerOf(recording, { ...each, callers: each.merchants === 1 ? 1 : 32 });
  await run((ROUNDS + 1) * operationsOfRound(each));
  return recordings;
}

function operationsOfRound({ callers }: Case): number {
  return ROUND_OPERATIONS[callers] ?? callers * 50;
}

/** Ours and bare by turns, so that a machine whose speed drifts slows both; the first round of each is not counted. */
async function turnByTurn(
  each: Case,
  recordings: readonly Recording[],
  ours: (count: number) => Promise<void>,
  bare: (round: readonly Recording[]) => Promise<void>,
): Promise<Pick<Result, 'perSecond' | 'barePerSecond'>> {
  const count = operationsOfRound(each);
  const rates: { ours: number; bare: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const mine = recordings.slice(round * count, (round + 1) * count);
    const rate = {
      ours: await rateOf(count, () => ours(count)),
      bare: await rateOf(count, () => bare(mine)),
    };
    if (round > 0) rates.push(rate);
  }
  const middle = rates.toSorted((left, right) => left.ours / left.bare - right.ours / right.bare)[
    ROUNDS >> 1
  ];
  return { perSecond: middle?.ours ?? 0, barePerSecond: middle?.bare ?? 0 };
}

async function rateOf(count: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (count * 1_000) / (performance.now() - started);
}

function report(result: Result): void {
  results.push(result);
  if (isJson) return;
  const { engine, operation, merchants, callers, perSecond, barePerSecond, pgbenchPerSecond } = result;
  const whole = (rate: number, width: number) => Math.round(rate).toLocaleString('en').padStart(width);
  const ratio = (of: number) => (perSecond / of).toFixed(2).padStart(7);
  const pgbench =
    pgbenchPerSecond === undefined ? '' : `${whole(pgbenchPerSecond, 12)}${ratio(pgbenchPerSecond)}`;
  const accounts = merchants === 1 ? 'one' : merchants.toLocaleString('en');
  process.stdout.write(
    `${engine.padEnd(10)}${operation.padEnd(11)}${accounts.padEnd(10)}${String(callers).padStart(7)}${whole(perSecond, 10)}${whole(barePerSecond, 10)}${ratio(barePerSecond)}${pgbench}\n`,
  );
}
