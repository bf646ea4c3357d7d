// How long a page of each list takes among a million payments of one merchant, beside the same list among a thousand: the first
// page, and one far behind it. Nearly all payments are alike, and what is rare is the oldest, so that a filter which no index
// serves shows.
//
//     npm run bench -- lists [--rows 1000000] [--engine sqlite|postgres] [--json]
import { parseArgs } from 'node:util';
import { openTestStore } from '../test/support/engines.ts';
import { fillTables, gatherStatistics } from '../test/support/plans/large-tables.ts';
import { LISTS, type List, numberedPages } from '../test/support/plans/lists.ts';
import type { Statement } from '../test/support/plans/statements.ts';
import { postgresUrlVariable, providePostgres } from '../tools/postgres/provide.ts';

type TestStore = Awaited<ReturnType<typeof openTestStore>>;
type EngineName = TestStore['store']['engine'];

interface Result {
  readonly engine: EngineName;
  readonly list: string;
  readonly page: 'first' | 'deep';
  readonly microseconds: number;
  readonly fewMicroseconds: number;
}

const FEW_ROWS = 1_000;
const OTHER_ROWS = 10_000;
/** Of the tables that grow with payments; the others have as many as a large merchant. */
const PAYMENT_TABLES = ['invoices', 'payouts', 'transfers', 'postings', 'refunds', 'deposits', 'due_work'];
const ROUNDS = 7;
/** A list this slow is measured once: its time is no accident. */
const SLOW_MICROSECONDS = 100_000;

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const rows = Number(options.rows);
const results: Result[] = [];
if (!options.json) {
  process.stdout.write(`engine    page   ${'µs, of'.padStart(10)} ${rows.toLocaleString('en')}`);
  process.stdout.write(`   of ${FEW_ROWS.toLocaleString('en')}   ratio  list\n`);
}
if (options.engine !== 'postgres') await measure('sqlite');
if (options.engine !== 'sqlite') await onServer();
if (options.json) process.stdout.write(`${JSON.stringify({ rows, results })}\n`);

async function onServer(): Promise<void> {
  const server = await providePostgres();
  process.env[postgresUrlVariable] = server.url;
  try {
    await measure('postgres');
  } finally {
    await server.release();
  }
}

async function measure(engine: EngineName): Promise<void> {
  const few = await openTestStore(engine);
  const many = await openTestStore(engine);
  try {
    await fillTables(few.store, FEW_ROWS);
    const large = Object.fromEntries(PAYMENT_TABLES.map((table) => [table, rows]));
    await fillTables(many.store, OTHER_ROWS, large);
    for (const { store } of [few, many]) await gatherStatistics(store);
    for (const list of [...LISTS, ...numberedPages(rows / 2)]) await compare(few, many, list);
  } finally {
    await few.close();
    await many.close();
  }
}

async function compare(few: TestStore, many: TestStore, { name: list, first, deep }: List): Promise<void> {
  const pages = [
    ['first', first, first],
    ['deep', deep(rows / 2), deep(FEW_ROWS / 2)],
  ] as const;
  for (const [page, ofMany, ofFew] of pages) {
    const microseconds = await timeOf(many, ofMany);
    const fewMicroseconds = await timeOf(few, ofFew);
    report({ engine: many.store.engine, list, page, microseconds, fewMicroseconds });
  }
}

/** The median of several times, the statement being prepared and its pages read. */
async function timeOf({ store }: TestStore, { run }: Statement): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const started = performance.now();
    await store.transaction(run);
    const microseconds = (performance.now() - started) * 1_000;
    if (microseconds > SLOW_MICROSECONDS) return microseconds;
    if (round > 0) times.push(microseconds);
  }
  return times.toSorted((one, other) => one - other)[ROUNDS >> 1] ?? 0;
}

function report(result: Result): void {
  results.push(result);
  if (options.json) return;
  const { engine, list, page, microseconds, fewMicroseconds } = result;
  const whole = (time: number, width: number) => Math.round(time).toLocaleString('en').padStart(width);
  const ratio = (microseconds / fewMicroseconds).toFixed(1).padStart(8);
  process.stdout.write(
    `${engine.padEnd(10)}${page.padEnd(7)}${whole(microseconds, 20)}${whole(fewMicroseconds, 11)}${ratio}  ${list}\n`,
  );
}
