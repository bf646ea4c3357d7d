import type { Posting } from '../ledger/index.ts';

/**
 * What a pure `decide` says about a command on a payment, payout, refund …: what becomes of it, or why nothing does. Nothing here
 * touches a store: `carryOut` does, all of it in one transaction.
 */
export type Decision<Change, Reason extends string> = Decided<Change> | Refused<Reason>;

export interface Decided<Change> extends Plan {
  readonly ok: true;
  /** The columns that change. */
  readonly change: Change;
}

export interface Refused<Reason extends string> {
  readonly ok: false;
  readonly reason: Reason;
}

export interface Plan {
  readonly movements: readonly Movement[];
  readonly events: readonly PlannedEvent[];
  readonly work: readonly PlannedWork[];
}

/**
 * A movement of money: one that is final, one that is pending, or the completion or undoing of a pending one. `reference` is unique
 * per merchant, so it names the thing it happens to: `payout 0199… hold`.
 */
export type Movement =
  | {
      readonly phase: 'posted' | 'pending';
      readonly kind: string;
      readonly reference: string;
      readonly postings: readonly Posting[];
    }
  | {
      readonly phase: 'completion';
      readonly kind: string;
      readonly reference: string;
      /** The reference of the pending transfer. */
      readonly resolves: string;
      readonly postings: readonly Posting[];
    }
  | { readonly phase: 'void'; readonly kind: string; readonly reference: string; readonly resolves: string };

/** Every change of state has one: `invoice.paid`. */
export interface PlannedEvent {
  readonly kind: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Something to come back to at a time: `invoice.expiry`. Unix milliseconds. */
export interface PlannedWork {
  readonly kind: string;
  readonly dueAt: number;
}

/** A decision that nothing needs to move, tell or come back to. */
export const NOTHING: Plan = { movements: [], events: [], work: [] };

export function refused<Reason extends string>(reason: Reason): Refused<Reason> {
  return { ok: false, reason };
}
