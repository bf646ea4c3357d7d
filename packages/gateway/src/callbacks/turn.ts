import { type EndpointRow, lockEndpoint, selectEndpoint } from '../store/queries/callback-endpoints.ts';
import { releaseEndpoint } from '../store/queries/callback-leases.ts';
import { selectDueCallbacks, selectNextCallbackDueAt } from '../store/queries/callback-queue.ts';
import type { CallbackRow } from '../store/queries/callbacks.ts';
import { attempt, type Sending } from './attempt.ts';
import type { CallbackContext } from './context.ts';
import { runInLanes } from './lanes.ts';
import type { CallbackDialect, CallbackSchedule } from './port.ts';
import { scheduleFrom } from './schedule.ts';
import { noteFailure, noteSuccess, postpone, settle } from './settle.ts';

export interface TurnOptions {
  readonly sending: Sending;
  /** Begins no more attempts. */
  readonly stopping: AbortSignal;
  readonly width: number;
  /** This process' name among those that share a commit. */
  readonly together: string;
  readonly onPaused: (endpoint: EndpointRow, reason: string) => void;
}

/** Then it is another endpoint's turn. */
const TURN_MILLISECONDS = 5_000;
const PAGE_CALLBACKS = 32;
/** Ours: how long to wait for a credential to be issued, or for a defect to be mended. */
const UNSIGNED_DELAY_MILLISECONDS = 60_000;
/** After what should not happen, or the store could not keep: so that it does not happen without end. */
const ERROR_DELAY_MILLISECONDS = 1_000;

/**
 * One endpoint's turn, under its lease: sends what is due, the oldest first, several payments' at once. If the endpoint fails, one
 * at a time, and the turn ends with the first failure of one that did not fail before, so that it waits with its like.
 */
export class Turn {
  readonly #context: CallbackContext;
  readonly #dialect: CallbackDialect;
  readonly #options: TurnOptions;
  readonly #endpoint: EndpointRow;
  readonly #wasFailing: boolean;
  #isFailing: boolean;
  #isOver = false;
  #heldUntil = 0;

  constructor(
    context: CallbackContext,
    endpoint: EndpointRow,
    dialect: CallbackDialect,
    options: TurnOptions,
  ) {
    this.#context = context;
    this.#endpoint = endpoint;
    this.#dialect = dialect;
    this.#options = options;
    this.#wasFailing = endpoint.failingSince !== undefined;
    this.#isFailing = this.#wasFailing;
  }

  async take(lease: string): Promise<void> {
    try {
      await this.#sendWhatIsDue();
    } catch (error) {
      this.#hold(this.#context.environment.now() + ERROR_DELAY_MILLISECONDS);
      throw error;
    } finally {
      await this.#release(lease);
    }
  }

  async #sendWhatIsDue(): Promise<void> {
    const { environment, wire, reader } = this.#context;
    const end = wire.now() + TURN_MILLISECONDS;
    const isOver = () => this.#isOver || this.#options.stopping.aborted || wire.now() >= end;
    while (!isOver()) {
      const page = { now: environment.now(), limit: PAGE_CALLBACKS };
      const due = await selectDueCallbacks(reader, this.#endpoint, page);
      if (due.length === 0) return;
      const schedule = await this.#schedule();
      const width = this.#isFailing ? 1 : this.#options.width;
      await runInLanes(due, { laneOf: ({ subjectId }) => subjectId, width }, async (callback) => {
        if (!isOver()) await this.#attempt(callback, schedule);
      });
    }
  }

  /** Of a payment's own address, what the merchant's account has for its usual ones. */
  async #schedule(): Promise<CallbackSchedule> {
    const { merchantId, dialect, kind } = this.#endpoint;
    const account =
      kind === 'account'
        ? this.#endpoint
        : await selectEndpoint(this.#context.reader, { merchantId, dialect, name: 'default' });
    return scheduleFrom(this.#dialect.schedule, account?.schedule);
  }

  async #attempt(callback: CallbackRow, schedule: CallbackSchedule): Promise<void> {
    const delivery = { callback, endpoint: this.#endpoint, dialect: this.#dialect, schedule };
    const outcome = await attempt(this.#context, delivery, this.#options.sending);
    if (outcome.outcome === 'abandoned') return;
    if (outcome.outcome === 'unsigned') return this.#wait(callback, outcome);
    await settle(this.#context, callback, outcome, this.#options.together);
    const { judgement } = outcome;
    if (judgement.state === 'delivered') return this.#succeed();
    this.#isFailing = true;
    this.#hold(judgement.heldUntil);
    if (!this.#wasFailing) this.#isOver = true;
    const reason = await noteFailure(this.#context, this.#endpoint, judgement);
    if (reason === undefined) return;
    this.#isOver = true;
    this.#options.onPaused(this.#endpoint, reason);
  }

  async #wait(
    callback: CallbackRow,
    { failure, lacksCredential }: { readonly failure: string; readonly lacksCredential: boolean },
  ): Promise<void> {
    const dueAt = this.#context.environment.now() + UNSIGNED_DELAY_MILLISECONDS;
    // Then the others lack it as well.
    if (lacksCredential) this.#hold(dueAt);
    await postpone(this.#context, callback, { dueAt, failure });
  }

  async #succeed(): Promise<void> {
    if (!this.#isFailing) return;
    this.#isFailing = false;
    await noteSuccess(this.#context, this.#endpoint);
  }

  #hold(until: number | undefined): void {
    if (until === undefined) return;
    this.#isOver = true;
    this.#heldUntil = Math.max(this.#heldUntil, until);
  }

  /** Who adds to the queue waits for the lock, and then finds it released; or is seen, having had it before. */
  async #release(lease: string): Promise<void> {
    const { environment, perform } = this.#context;
    const now = environment.now();
    await perform(async (transaction) => {
      const kept = await lockEndpoint(transaction, this.#endpoint);
      if (kept === undefined) return;
      const heldUntil = Math.max(kept.heldUntil, this.#heldUntil);
      const next = await selectNextCallbackDueAt(transaction, this.#endpoint);
      // Not before `now`: it goes to the end of the line.
      const dueAt = next === undefined ? {} : { dueAt: Math.max(next, now, heldUntil) };
      await releaseEndpoint(transaction, this.#endpoint, { lease, heldUntil, ...dueAt });
    });
  }
}
