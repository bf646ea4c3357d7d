import { TransactionMisuse } from './errors.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import type { Row, Transaction, Value } from './store.ts';

interface Member {
  readonly work: (transaction: Transaction) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly result: unknown } | { readonly error: unknown };

/** A group answers together, so the last one's wait grows with its size. */
const GROUP_MEMBERS_MAXIMUM = 512;

const MISUSE = 'a unit of work awaited something other than its transaction, and was rolled back';

/**
 * Makes durability cheap: the units of work of one turn of the event loop share a transaction, each under a savepoint of its own,
 * and are answered after its commit. One that fails rolls back alone.
 *
 * A member runs to its end before the next one starts. That is possible because it awaits nothing but the transaction, whose
 * promises are settled already: it never leaves the queue of microtasks. One that does leave it would keep the lock while the
 * world goes on, so it is stopped at the next turn.
 */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #waiting: Member[] = [];
  #isScheduled = false;
  #idle: (() => void)[] = [];

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  add<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (result: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Resolves once nothing is waiting or running. */
  drained(): Promise<void> {
    if (!this.#isScheduled) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => void this.#commitGroup());
  }

  async #commitGroup(): Promise<void> {
    const members = this.#waiting.splice(0, GROUP_MEMBERS_MAXIMUM);
    try {
      this.#connection.exec('begin immediate');
      const outcomes: Outcome[] = [];
      for (const member of members) outcomes.push(await this.#runMember(member));
      this.#connection.exec('commit');
      for (const [index, member] of members.entries()) answer(member, outcomes[index]);
    } catch (error) {
      if (this.#connection.isInTransaction) this.#connection.exec('rollback');
      for (const member of members) member.reject(error);
    }
    this.#isScheduled = false;
    if (this.#waiting.length > 0) this.#schedule();
    else for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #runMember({ work }: Member): Promise<Outcome> {
    this.#connection.exec('savepoint member');
    const transaction = new MemberTransaction(this.#connection);
    const turn = nextTurn();
    const misuse = turn.promise.then(() => Promise.reject(new TransactionMisuse(MISUSE)));
    try {
      const result = await Promise.race([work(transaction), misuse]);
      this.#connection.exec('release member');
      return { result };
    } catch (error) {
      this.#connection.exec('rollback to member; release member');
      return { error };
    } finally {
      transaction.close();
      turn.cancel();
    }
  }
}

function nextTurn(): { readonly promise: Promise<void>; readonly cancel: () => void } {
  let handle: NodeJS.Immediate | undefined;
  const promise = new Promise<void>((resolve) => {
    handle = setImmediate(resolve);
  });
  return { promise, cancel: () => clearImmediate(handle) };
}

function answer(member: Member, outcome: Outcome | undefined): void {
  if (outcome !== undefined && 'result' in outcome) member.resolve(outcome.result);
  else member.reject(outcome?.error);
}

/** The transaction as one member has it: of no use once the member has ended. */
class MemberTransaction implements Transaction {
  readonly #connection: SqliteConnection;
  #isClosed = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async get(sql: string, parameters: readonly Value[] = []): Promise<Row | undefined> {
    return this.#open.get(sql, parameters);
  }

  async all(sql: string, parameters: readonly Value[] = []): Promise<readonly Row[]> {
    return this.#open.all(sql, parameters);
  }

  async run(sql: string, parameters: readonly Value[] = []): Promise<number> {
    return this.#open.run(sql, parameters);
  }

  close(): void {
    this.#isClosed = true;
  }

  get #open(): SqliteConnection {
    if (this.#isClosed)
      throw new TransactionMisuse('the unit of work has ended, and its transaction with it');
    return this.#connection;
  }
}
