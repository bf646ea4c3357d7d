import { OutcomeUnknown, StoreBusy, StoreUnavailable, TransactionMisuse } from './errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { isConstraintViolation } from './sqlite-errors.ts';
import { SqliteTransaction } from './sqlite-transaction.ts';
import type { Transaction } from './store.ts';

interface Member {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A group stops the process while it runs: some milliseconds for this many. Beyond, the gain in throughput is small. */
const GROUP_MEMBERS_MAXIMUM = 128;
/** About a second's work. Who comes later would wait longer than a client does. */
const WAITING_MEMBERS_MAXIMUM = 10_000;

/**
 * Makes durability cheap: the units of work of one turn of the event loop share a transaction, each under a savepoint of its own,
 * and are answered after its commit. One that fails rolls back alone.
 *
 * A member runs to its end before the next one starts. That is possible because it awaits nothing but the transaction, whose
 * promises are settled already: it never leaves the queue of microtasks. One that does leave it would hold the lock while the
 * world goes on, so it is rolled back at that moment.
 */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #onBoundary: () => void;
  readonly #waiting: Member[] = [];
  #isScheduled = false;
  #isClosed = false;
  #onIdle: (() => void)[] = [];
  /** Ends the member that runs, without waiting for its work. */
  #abandonMember: (() => void) | undefined;

  /** @param options.onBoundary told before each group begins and when it has ended; must not throw */
  constructor(connection: SqliteConnection, options: { readonly onBoundary?: () => void } = {}) {
    this.#connection = connection;
    this.#onBoundary = options.onBoundary ?? (() => undefined);
  }

  add<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#isClosed) throw new StoreUnavailable('the store is closed');
      if (this.#waiting.length >= WAITING_MEMBERS_MAXIMUM) {
        throw new StoreBusy(`${WAITING_MEMBERS_MAXIMUM} transactions are waiting`);
      }
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves once nothing is waiting or running. */
  drained(): Promise<void> {
    if (!this.#isScheduled) return Promise.resolve();
    return new Promise((resolve) => this.#onIdle.push(resolve));
  }

  /** Takes no more, and resolves once what was taken has ended. */
  close(): Promise<void> {
    this.#isClosed = true;
    return this.drained();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#watch();
      queueMicrotask(() => void this.#turn());
    });
  }

  async #turn(): Promise<void> {
    await this.#commitTogether(this.#waiting.splice(0, GROUP_MEMBERS_MAXIMUM));
    this.#isScheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
    else for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /**
   * Abandons a member that awaits something foreign. A tick asked for by a microtask runs when no microtask is left, and before
   * anything else: a member that still runs then has nothing of ours to wait for.
   */
  #watch(): void {
    queueMicrotask(() =>
      process.nextTick(() => {
        if (this.#abandonMember === undefined) return;
        this.#abandonMember();
        this.#watch();
      }),
    );
  }

  async #commitTogether(members: readonly Member[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      this.#onBoundary();
      this.#connection.run('begin immediate');
      for (const member of members) outcomes.push(await this.#runMember(member));
      this.#commit();
    } catch (error) {
      this.#rollBack();
      this.#onBoundary();
      // A deferred constraint is checked at the commit, for all members at once: each alone, only the one at fault fails.
      if (isConstraintViolation(error) && members.length > 1) return this.#commitEachAlone(members);
      for (const member of members) member.reject(error);
      return;
    }
    this.#onBoundary();
    for (const [index, member] of members.entries()) answer(member, outcomes[index] as Outcome);
  }

  async #commitEachAlone(members: readonly Member[]): Promise<void> {
    for (const member of members) await this.#commitTogether([member]);
  }

  /** One that fails is tried again by the next group, which cannot begin before it succeeds: nothing is kept in between. */
  #rollBack(): void {
    try {
      if (this.#connection.isInTransaction) this.#connection.run('rollback');
    } catch {}
  }

  #commit(): void {
    try {
      this.#connection.run('commit');
    } catch (error) {
      if (isConstraintViolation(error)) throw error;
      throw new OutcomeUnknown('the database file could not be written to the end', { cause: error });
    }
  }

  async #runMember({ work }: Member): Promise<Outcome> {
    this.#connection.run('savepoint member');
    const transaction = new SqliteTransaction(this.#connection);
    const outcome = await this.#outcomeOf(work, transaction);
    // On some errors, such as a full disk, SQLite has rolled back everything by itself, neighbours included: they are told of
    // that error, and not of what this member's work made of it.
    if (!this.#connection.isInTransaction) transaction.guard.assertIntact();
    if ('error' in outcome) this.#connection.run('rollback to member');
    this.#connection.run('release member');
    return outcome;
  }

  #outcomeOf(work: Member['work'], transaction: SqliteTransaction): Promise<Outcome> {
    return new Promise((resolve) => {
      const end = (outcome: Outcome) => {
        if (this.#abandonMember !== abandon) return;
        this.#abandonMember = undefined;
        transaction.guard.close();
        resolve(transaction.guard.failure && 'result' in outcome ? transaction.guard.failure : outcome);
      };
      const abandon = () => end({ error: new TransactionMisuse(FOREIGN_AWAIT) });
      this.#abandonMember = abandon;
      startOf(work, transaction).then(
        (result) => end({ result }),
        (error) => end({ error }),
      );
    });
  }
}

const FOREIGN_AWAIT =
  'a unit of work awaited something other than its transaction, and was rolled back: ask the world before or after it';

/** Async, so that work which throws before its first await rejects like any other. */
async function startOf(work: Member['work'], transaction: Transaction): Promise<unknown> {
  return work(transaction);
}

function answer(member: Member, outcome: Outcome): void {
  if ('result' in outcome) member.resolve(outcome.result);
  else member.reject(outcome.error);
}
