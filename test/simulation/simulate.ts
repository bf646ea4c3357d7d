import { createHash } from 'node:crypto';
import { advance, approvePayout } from '../../packages/gateway/src/core/index.ts';
import type { Store } from '../../packages/gateway/src/store/store.ts';
import { nextAttempt, reported } from './commands.ts';
import { Crash } from './crash.ts';
import { violations } from './invariants.ts';
import { seededRandom } from './random.ts';
import type { StoreMaker } from './store.ts';
import { type Attempt, createWorld, DIALECT, type World } from './world.ts';

export interface SimulationReport {
  readonly seed: number;
  readonly commands: number;
  readonly crashes: number;
  /** Of everything stored at the end: the same for the same seed. */
  readonly digest: string;
  /** What did not hold; empty if all did. */
  readonly violations: readonly string[];
}

const SIDE_BY_SIDE_MAXIMUM = 4;
const DEATHS_PER_AWAIT = 0.002;
/** Longer than anything takes by itself. */
const REST_MILLISECONDS = 40 * 24 * 3_600_000;

/**
 * Plays one seed: commands of several merchants, several at once, repeated and out of order, rail reports late and twice, time passing,
 * and a process that may die at every await; then lets everything come to rest, and looks whether all that must hold does.
 *
 * @param steps how many rounds of commands
 */
export async function simulate(
  stores: StoreMaker,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<SimulationReport> {
  const { store, close } = await stores.open();
  try {
    const world = await createWorld(store, seededRandom(seed), DEATHS_PER_AWAIT);
    const played = await play(world, steps);
    const found = [...played.problems];
    found.push(...(await violations(store, world.merchantIds)), ...(await atRest(store)), ...kept(world));
    found.push(...(await sentAndBooked(store, world)));
    const { commands, crashes } = played;
    return { seed, commands, crashes, digest: await digestOf(store), violations: found };
  } finally {
    await close();
  }
}

interface Played {
  readonly commands: number;
  readonly crashes: number;
  readonly problems: readonly string[];
}

async function play(world: World, steps: number): Promise<Played> {
  const problems: string[] = [];
  let commands = 0;
  let crashes = 0;
  let unanswered: Attempt[] = [];
  const doTogether = async (attempts: readonly Attempt[]) => {
    commands += attempts.length;
    const { core } = world;
    const results = await Promise.allSettled(attempts.map(({ run }) => run(core)));
    for (const [index, result] of results.entries()) {
      const attempt = attempts[index];
      if (result.status === 'fulfilled' || attempt === undefined) continue;
      if (result.reason instanceof Crash) unanswered.push(attempt);
      else problems.push(`${attempt.name}: ${(result.reason as Error).stack}`);
    }
    if (!world.life.isOver) return;
    crashes += 1;
    world.restart();
  };

  world.restart();
  for (let step = 0; step < steps; step += 1) {
    const count = 1 + world.random.below(SIDE_BY_SIDE_MAXIMUM);
    const attempts = Array.from({ length: count }, () => nextAttempt(world)).filter(
      (each) => each !== undefined,
    );
    // Who was not answered asks again, sooner or later.
    const again = unanswered.filter(() => world.random.chance(0.5));
    unanswered = unanswered.filter((each) => !again.includes(each));
    await doTogether([...attempts, ...again]);
  }
  world.life.isImmortal = true;
  world.rail.isReachable = true;
  await doTogether(unanswered.splice(0));
  await comeToRest(world, doTogether);
  return { commands, crashes, problems };
}

/** Rails decide about everything they have seen, operators about everything under review, and time about the rest. */
async function comeToRest(
  world: World,
  doTogether: (attempts: readonly Attempt[]) => Promise<void>,
): Promise<void> {
  const decided = world.deposits.map((event) =>
    event.type === 'deposit' && event.state === 'seen' ? { ...event, state: 'confirmed' as const } : event,
  );
  for (const event of decided) if (event.type === 'deposit') await doTogether([reported(event)]);
  for (const { merchantId, reference } of world.payouts) {
    const key = { merchantId, reference, dialect: DIALECT };
    const run: Attempt['run'] = (core) =>
      core.perform((transaction) => approvePayout(transaction, core, key));
    await doTogether([{ name: `approve ${reference}`, run }]);
  }
  await doTogether([{ name: 'rest', run: (core) => advance(core, REST_MILLISECONDS) }]);
}

const UNDER_WAY: readonly (readonly [string, string])[] = [
  ['an invoice that still waits', "select id, state from invoices where state in ('pending', 'confirming')"],
  ['a deposit that is neither confirmed nor rejected', "select id, state from deposits where state = 'seen'"],
  ['a refund under way', "select id, state from refunds where state in ('requested', 'running')"],
  [
    'a payout under way',
    "select id, state, reason from payouts where state in ('created', 'confirmed', 'review', 'sent')",
  ],
  ['work left over', 'select kind, subject_id, attempts from due_work'],
  ['money still pending', "select * from accounts where purpose = 'pending' and balance_minor <> 0"],
];

async function atRest(store: Store): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [name, sql] of UNDER_WAY) {
    for (const row of await store.all(sql)) problems.push(`${name}: ${Object.values(row).join(' ')}`);
  }
  return problems;
}

function kept({ rail }: World): readonly string[] {
  return rail.contradictions.map((contradiction) => `a sending asked for in two ways: ${contradiction}`);
}

/** Whatever the rail sent is booked as sent, and nothing is booked so that it did not send. */
async function sentAndBooked(store: Store, { rail }: World): Promise<readonly string[]> {
  const rows = await store.all(`select id, state from payouts union all select id, state from refunds`);
  const booked = new Set(
    rows
      .filter(({ state, id }) => GONE.has(String(state)) || (state === 'failed' && rail.sent.has(String(id))))
      .map(({ id }) => String(id)),
  );
  const problems = [...rail.sent.keys()]
    .filter((id) => !booked.has(id))
    .map((id) => `${id} was sent, and is not booked`);
  return [
    ...problems,
    ...[...booked].filter((id) => !rail.sent.has(id)).map((id) => `${id} is booked, and was not sent`),
  ];
}

const GONE = new Set(['completed', 'returned', 'done']);

const TABLES = [
  'invoices',
  'deposits',
  'abnormal_payments',
  'refunds',
  'payouts',
  'virtual_accounts',
  'outbox',
  'transfers',
  'postings',
  'accounts',
];

async function digestOf(store: Store): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    const rows = await store.all(`select * from ${table}`);
    const texts = rows.map((row) =>
      Object.values(row)
        .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)))
        .join('\u0001'),
    );
    hash.update(texts.toSorted().join('\n'));
  }
  return hash.digest('hex').slice(0, 16);
}
