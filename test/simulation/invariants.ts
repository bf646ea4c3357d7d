import { balancesOf, verifyLedger } from '../../packages/gateway/src/ledger/index.ts';
import type { Row, Store, Value } from '../../packages/gateway/src/store/store.ts';
import { type Transitions, transitionsByTable } from './transitions.ts';

/** What must hold after every run, however it went; one line for each thing that does not. */
export async function violations(store: Store, merchantIds: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const check of CHECKS) found.push(...(await check(store, merchantIds)));
  return found;
}

type Check = (store: Store, merchantIds: readonly string[]) => Promise<readonly string[]>;

/** Finds rows that must not be there. */
function none(name: string, sql: string): Check {
  return async (store) => (await store.all(sql)).map((row) => `${name}: ${described(row)}`);
}

const CHECKS: readonly Check[] = [
  none(
    'postings that do not sum to zero',
    'select asset, sum(amount_minor) as total from postings group by asset having sum(amount_minor) <> 0',
  ),
  none('an account below zero', 'select * from accounts where balance_minor < 0 and may_be_negative = 0'),
  none(
    'an account that is not the sum of its postings',
    `select accounts.merchant_id, accounts.asset, accounts.purpose, accounts.balance_minor,
        coalesce(sum(postings.amount_minor), 0) as total
      from accounts left join postings on postings.merchant_id = accounts.merchant_id
        and postings.asset = accounts.asset and postings.purpose = accounts.purpose
      group by accounts.merchant_id, accounts.asset, accounts.purpose, accounts.balance_minor
      having coalesce(sum(postings.amount_minor), 0) <> accounts.balance_minor`,
  ),
  none(
    'refunds above what was captured',
    `select invoices.id, invoices.captured_minor, sum(refunds.amount_minor) as refunded
      from invoices join refunds on refunds.merchant_id = invoices.merchant_id and refunds.invoice_id = invoices.id
      where refunds.abnormal_id is null and refunds.state in ('requested', 'running', 'done')
      group by invoices.id, invoices.captured_minor having sum(refunds.amount_minor) > invoices.captured_minor`,
  ),
  none(
    'refunds above an abnormal payment',
    `select abnormal_payments.id, abnormal_payments.amount_minor, sum(refunds.amount_minor) as refunded
      from abnormal_payments join refunds on refunds.merchant_id = abnormal_payments.merchant_id
        and refunds.abnormal_id = abnormal_payments.id
      where refunds.state in ('requested', 'running', 'done')
      group by abnormal_payments.id, abnormal_payments.amount_minor
      having sum(refunds.amount_minor) > abnormal_payments.amount_minor`,
  ),
  none(
    'one effect twice',
    `select merchant_id, dialect, reference, count(*) as times from payouts
      group by merchant_id, dialect, reference having count(*) > 1`,
  ),
  none(
    'an inbound payment twice',
    'select rail, external_id, count(*) as times from deposits group by rail, external_id having count(*) > 1',
  ),
  moneyIsAccountedFor,
  everyChangeIsTold,
  chainsHold,
];

/**
 * What the outside world gave and got is what the books say it did: deposits that stand and top-ups came in; payouts and refunds that
 * were completed went out, and came back where they were returned.
 */
async function moneyIsAccountedFor(store: Store): Promise<readonly string[]> {
  const books = await totals(
    store,
    "select merchant_id, asset, -sum(balance_minor) as total from accounts where purpose = 'rail' group by merchant_id, asset",
  );
  const world = new Map<string, bigint>();
  for (const [sign, sql] of FLOWS) {
    for (const [key, total] of await totals(store, sql)) {
      world.set(key, (world.get(key) ?? 0n) + sign * total);
    }
  }
  const keys = new Set([...books.keys(), ...world.keys()]);
  return [...keys]
    .filter((key) => (books.get(key) ?? 0n) !== (world.get(key) ?? 0n))
    .map((key) => `the books hold ${books.get(key) ?? 0n} of ${key}, the world gave ${world.get(key) ?? 0n}`);
}

const FLOWS: readonly (readonly [sign: bigint, sql: string])[] = [
  [
    1n,
    "select merchant_id, asset, sum(amount_minor) as total from deposits where state <> 'rejected' group by merchant_id, asset",
  ],
  [
    1n,
    `select postings.merchant_id, postings.asset, sum(postings.amount_minor) as total from postings
      join transfers on transfers.merchant_id = postings.merchant_id and transfers.position = postings.position
      where transfers.kind = 'top-up' and postings.purpose = 'available' group by postings.merchant_id, postings.asset`,
  ],
  [
    -1n,
    "select merchant_id, asset, sum(amount_minor) as total from payouts where state = 'completed' group by merchant_id, asset",
  ],
  [
    -1n,
    "select merchant_id, asset, sum(amount_minor) as total from refunds where state = 'done' group by merchant_id, asset",
  ],
];

async function totals(store: Store, sql: string): Promise<ReadonlyMap<string, bigint>> {
  const rows = await store.all(sql);
  return new Map(rows.map((row) => [`${row.merchant_id} ${row.asset}`, BigInt(String(row.total))]));
}

/** The events of each thing walk through its table of states, one event a step, and end where it stands. */
async function everyChangeIsTold(store: Store): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [table, transitions] of Object.entries(transitionsByTable)) {
    const things = await store.all(`select id, state from ${table}`);
    const events = await store.all(
      'select subject_id, kind from outbox where kind like $1 order by sequence',
      [`${transitions.thing}.%`],
    );
    const told = Map.groupBy(events, (event) => String(event.subject_id));
    for (const { id, state } of things) {
      const kinds = (told.get(String(id)) ?? []).map(({ kind }) => String(kind).split('.')[1] ?? '');
      const problem = walk(transitions, kinds, String(state));
      if (problem !== undefined) problems.push(`${table} ${id} (${state}): ${problem}; told ${kinds}`);
    }
  }
  return problems;
}

function walk(
  { first, steps, begins }: Transitions,
  kinds: readonly string[],
  end: string,
): string | undefined {
  // What is not a state, such as a payment received, changes none.
  const states = kinds.map((kind) => begins[kind] ?? kind).filter((kind) => Object.hasOwn(steps, kind));
  const [start, ...rest] = states;
  if (start === undefined || !first.includes(start)) return `begins with '${start}'`;
  let at = start;
  for (const next of rest) {
    if (!steps[at]?.includes(next)) return `goes from '${at}' to '${next}'`;
    at = next;
  }
  return at === end ? undefined : `is told to be '${at}'`;
}

async function chainsHold(store: Store, merchantIds: readonly string[]): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const merchantId of merchantIds) {
    const report = await verifyLedger(store, merchantId);
    problems.push(...report.problems.map((problem) => `ledger of ${merchantId}: ${JSON.stringify(problem)}`));
    for (const { asset, held, pending } of await balancesOf(store, merchantId)) {
      if (held.minor < 0n) problems.push(`${merchantId} has ${held.minor} ${asset.code} held`);
      if (pending.minor < 0n) problems.push(`${merchantId} has ${pending.minor} ${asset.code} pending`);
    }
  }
  return problems;
}

function described(row: Row): string {
  return JSON.stringify(row, (_key, value: Value) => (typeof value === 'bigint' ? String(value) : value));
}
