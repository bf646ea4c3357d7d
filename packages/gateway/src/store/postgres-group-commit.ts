import { createHash } from 'node:crypto';
import type pg from 'pg';
import { OutcomeUnknown, StoreBusy, StoreUnavailable } from './errors.ts';
import { attemptTogether, type Outcome, type Work } from './postgres-transaction.ts';

export interface Alone {
  /** The statement that begins the transaction. */
  readonly begin?: string;
  /** A connection that is there already. */
  readonly client?: pg.PoolClient;
}

interface Member {
  readonly work: Work<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Queue {
  readonly waiting: Member[];
  readonly begin: string;
}

/**
 * A group's locks are held until all have run: some tens of milliseconds for this many. Well below the 64 subtransactions that
 * PostgreSQL keeps in memory for a transaction; with more of them, every other transaction reads slower
 * (https://www.postgresql.org/docs/current/subxacts.html).
 */
const GROUP_MEMBERS_MAXIMUM = 32;
/** Some seconds' work. Who comes later would wait longer than a client does. */
const WAITING_MEMBERS_MAXIMUM = 5_000;

/**
 * Makes it cheap that many wait for the same: units of work of one name take one connection between them. The first runs at once; all
 * that come until it is answered are the next group, and share a commit. So a name that is in demand holds its locks for one
 * commit instead of one for each, and leaves the other connections to others.
 */
export class PostgresGroupCommit {
  readonly #queues = new Map<string, Queue>();
  readonly #connect: () => Promise<pg.PoolClient>;
  readonly #runAlone: (work: Work<unknown>, alone: Alone) => Promise<unknown>;

  constructor(parts: {
    readonly connect: () => Promise<pg.PoolClient>;
    /** Until it is serialized. */
    readonly runAlone: (work: Work<unknown>, alone: Alone) => Promise<unknown>;
  }) {
    this.#connect = parts.connect;
    this.#runAlone = parts.runAlone;
  }

  /** @throws StoreBusy if too many of the name wait already */
  add<T>(name: string, work: Work<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const queue = this.#queues.get(name) ?? this.#open(name);
      if (queue.waiting.length >= WAITING_MEMBERS_MAXIMUM) {
        throw new StoreBusy(`${WAITING_MEMBERS_MAXIMUM} transactions are waiting for ${name}`);
      }
      queue.waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
    });
  }

  #open(name: string): Queue {
    const queue = { waiting: [], begin: beginOf(name) };
    this.#queues.set(name, queue);
    queueMicrotask(async () => {
      while (queue.waiting.length > 0) await this.#runNext(queue);
      this.#queues.delete(name);
    });
    return queue;
  }

  async #runNext({ waiting, begin }: Queue): Promise<void> {
    let client: pg.PoolClient;
    try {
      client = await this.#connect();
    } catch (error) {
      for (const member of waiting.splice(0)) member.reject(error);
      return;
    }
    // Only now, so that those are in who came while it waited for the connection.
    const members = waiting.splice(0, GROUP_MEMBERS_MAXIMUM);
    const [first] = members;
    if (members.length === 1 && first !== undefined) await this.#answerAlone(first, { begin, client });
    else await this.#answerTogether(members, { begin, client });
  }

  async #answerTogether(members: readonly Member[], { begin, client }: Required<Alone>): Promise<void> {
    let outcomes: readonly Outcome<unknown>[];
    try {
      outcomes = await attemptTogether(
        client,
        members.map(({ work }) => work),
        begin,
      );
    } catch (error) {
      if (isOfTheStore(error)) for (const member of members) member.reject(error);
      // It met others, or a constraint that is checked at the commit: each alone, only the one at fault is the worse for it.
      else for (const member of members) await this.#answerAlone(member, { begin });
      return;
    }
    for (const [index, member] of members.entries()) answer(member, outcomes[index] as Outcome<unknown>);
  }

  async #answerAlone({ work, resolve, reject }: Member, alone: Alone): Promise<void> {
    await this.#runAlone(work, alone).then(resolve, reject);
  }
}

function isOfTheStore(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof StoreBusy || error instanceof OutcomeUnknown;
}

function answer(member: Member, outcome: Outcome<unknown>): void {
  if ('result' in outcome) member.resolve(outcome.result);
  else member.reject(outcome.error);
}

/**
 * The name's lock comes before all locks of rows. A group holds the rows of many payments, in the order in which their work came:
 * groups of two processes would else meet in deadlocks, which the server looks for after a second
 * (`deadlock_timeout`, which only a superuser may set).
 */
function beginOf(name: string): string {
  const lock = createHash('sha256').update(name).digest().readBigInt64BE();
  return `begin; select pg_advisory_xact_lock(${lock})`;
}
