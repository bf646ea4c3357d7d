import type {
  EngineName,
  Row,
  Store,
  Transaction,
  TransactionOptions,
  Value,
} from '../../packages/gateway/src/store/store.ts';
import type { Random } from './random.ts';

/** The process died here. Whoever awaited never hears what became of it. */
export class Crash extends Error {
  override readonly name = 'Crash';

  constructor() {
    super('the simulated process died');
  }
}

/** One life of a gateway process. When it ends, all that it still has under way ends with it. */
export class Life {
  readonly #random: Random;
  readonly #deathsPerAwait: number;
  #isOver = false;
  /** Set when nothing more is to go wrong. */
  isImmortal = false;

  constructor(random: Random, deathsPerAwait: number) {
    this.#random = random;
    this.#deathsPerAwait = deathsPerAwait;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** A moment at which the process may die. @throws Crash if it does, or has */
  survive(): void {
    this.#isOver ||= !this.isImmortal && this.#random.chance(this.#deathsPerAwait);
    if (this.#isOver) throw new Crash();
  }

  end(): void {
    this.#isOver = true;
  }
}

/**
 * A real store as a process uses it that may die at every await: before a transaction, before or after each of its statements, and
 * after its commit, when all is kept and nobody is told.
 */
export class MortalStore implements Store {
  readonly #store: Store;
  readonly #life: Life;

  constructor(store: Store, life: Life) {
    this.#store = store;
    this.#life = life;
  }

  get engine(): EngineName {
    return this.#store.engine;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.#survived(() => this.#store.get(sql, parameters));
  }

  async all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    return this.#survived(() => this.#store.all(sql, parameters));
  }

  transaction<T>(work: (transaction: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return this.#survived(() =>
      this.#store.transaction((transaction) => work(new MortalTransaction(transaction, this.#life)), options),
    );
  }

  exec(sql: string): Promise<void> {
    return this.#store.exec(sql);
  }

  async close(): Promise<void> {
    this.#life.end();
  }

  async #survived<T>(operation: () => Promise<T>): Promise<T> {
    this.#life.survive();
    const result = await operation();
    this.#life.survive();
    return result;
  }
}

class MortalTransaction implements Transaction {
  readonly #transaction: Transaction;
  readonly #life: Life;

  constructor(transaction: Transaction, life: Life) {
    this.#transaction = transaction;
    this.#life = life;
  }

  async get(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.#survived(() => this.#transaction.get(sql, parameters));
  }

  async all(sql: string, parameters?: readonly Value[]): Promise<readonly Row[]> {
    return this.#survived(() => this.#transaction.all(sql, parameters));
  }

  async run(sql: string, parameters?: readonly Value[]): Promise<number> {
    return this.#survived(() => this.#transaction.run(sql, parameters));
  }

  async lock(sql: string, parameters?: readonly Value[]): Promise<Row | undefined> {
    return this.#survived(() => this.#transaction.lock(sql, parameters));
  }

  async #survived<T>(operation: () => Promise<T>): Promise<T> {
    this.#life.survive();
    const result = await operation();
    this.#life.survive();
    return result;
  }
}
