import {
  claimDueWork,
  type DueWorkRow,
  deleteDueWork,
  postponeDueWork,
  selectDueWork,
} from '../store/queries/due-work.ts';
import type { Transaction } from '../store/store.ts';
import type { Core } from './core.ts';

/** What there is to come back to: an invoice's expiry, handing a payout to the rail … */
export interface DueWork {
  readonly merchantId: string;
  readonly dialect: string;
  readonly kind: string;
  readonly subjectId: string;
}

/**
 * Does one piece of due work, in transactions of its own, and resolves once it is durable. It may be done again, after a crash for
 * one, so it begins by looking whether its subject still wants it. Throwing means: try again later.
 */
export type WorkHandler = (core: Core, work: DueWork) => Promise<void>;

export type WorkHandlers = Readonly<Record<string, WorkHandler>>;

export interface WorkFailure {
  readonly work: DueWork;
  /** How often it has been tried, this time included. */
  readonly attempts: number;
  readonly error: unknown;
}

export interface WorkRun {
  readonly done: number;
  /** What is to be tried again, later. */
  readonly failures: readonly WorkFailure[];
}

export interface WorkOptions {
  /** How many pieces to do at most: what is left, the next run does. */
  readonly limit?: number;
  /** How many at once; one after the other, in the order in which they became due, if not told. */
  readonly sideBySide?: number;
  /** Ends the run after what is under way. */
  readonly signal?: AbortSignal;
}

/** Longer than any rail takes to answer. If a process dies at its work, another does it after this time. */
const LEASE_MILLISECONDS = 60_000;

const LIMIT_USUAL = 10_000;

const RETRY_FIRST_MILLISECONDS = 1_000;
const RETRY_LAST_MILLISECONDS = 3_600_000;

/**
 * Does what is due, the longest overdue first, until nothing is. Of several processes one does each piece; a piece that fails is
 * tried again later, and holds up none of the others.
 *
 * @example const { done, failures } = await runDueWork(core, WORK_HANDLERS);
 */
export function runDueWork(core: Core, handlers: WorkHandlers, options: WorkOptions = {}): Promise<WorkRun> {
  return core.inTurn(() => runAllDue(core, handlers, options));
}

/** The same, within a turn that the caller has. */
export async function runAllDue(
  core: Core,
  handlers: WorkHandlers,
  { limit = LIMIT_USUAL, sideBySide = 1, signal }: WorkOptions = {},
): Promise<WorkRun> {
  const failures: WorkFailure[] = [];
  let tried = 0;
  let attempts: readonly Attempt[] = [];
  do {
    const room = signal?.aborted === true ? 0 : Math.min(sideBySide, limit - tried);
    const claimed = await settleAndClaim(core, attempts, room);
    attempts = await Promise.all(claimed.map((row) => attempt(core, handlers, row)));
    failures.push(...attempts.flatMap(({ failure }) => failure ?? []));
    tried += attempts.length;
  } while (attempts.length > 0);
  return { done: tried - failures.length, failures };
}

interface Attempt {
  readonly row: DueWorkRow;
  readonly failure?: WorkFailure;
}

async function attempt(core: Core, handlers: WorkHandlers, row: DueWorkRow): Promise<Attempt> {
  const { merchantId, dialect, kind, subjectId, attempts } = row;
  const work = { merchantId, dialect, kind, subjectId };
  try {
    const handler = handlers[kind];
    if (handler === undefined) throw new Error(`this version of the gateway knows no work '${kind}'`);
    await handler(core, work);
    return { row };
  } catch (error) {
    return { row, failure: { work, attempts, error } };
  }
}

/** What was attempted is over, and what is next begins: one commit for both. */
async function settleAndClaim(
  core: Core,
  attempts: readonly Attempt[],
  limit: number,
): Promise<readonly DueWorkRow[]> {
  const now = core.environment.now();
  const due = limit > 0 ? await selectDueWork(core.reader, { now, limit }) : [];
  if (attempts.length === 0 && due.length === 0) return [];
  return core.perform(async (transaction) => {
    await settle(transaction, attempts, now);
    return claim(transaction, due, now);
  });
}

async function settle(transaction: Transaction, attempts: readonly Attempt[], now: number): Promise<void> {
  for (const { row, failure } of attempts) {
    if (failure === undefined) await deleteDueWork(transaction, row);
    else await postponeDueWork(transaction, row, now + retryDelayMilliseconds(row.attempts));
  }
}

/** Claims by postponing: if this process dies at it, the work is due again when the lease runs out. */
async function claim(
  transaction: Transaction,
  due: readonly DueWorkRow[],
  now: number,
): Promise<readonly DueWorkRow[]> {
  const until = now + LEASE_MILLISECONDS;
  const claimed: DueWorkRow[] = [];
  for (const row of due) {
    if (!(await claimDueWork(transaction, row, until))) continue;
    claimed.push({ ...row, dueAt: until, attempts: row.attempts + 1 });
  }
  return claimed;
}

/** One second after the first attempt, then twice as long each time, an hour at most: 1 s, 2 s, 4 s … 34 min, 1 h, 1 h … */
export function retryDelayMilliseconds(attempts: number): number {
  return Math.min(RETRY_FIRST_MILLISECONDS * 2 ** (attempts - 1), RETRY_LAST_MILLISECONDS);
}
