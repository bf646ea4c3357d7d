import type { Amount } from '../../money/index.ts';
import type { DepositState } from '../../store/queries/deposits.ts';
import type { InvoiceException, InvoiceProgress } from '../../store/queries/invoices.ts';
import { type Movement, NOTHING, type Plan } from '../decision.ts';
import type { AbnormalMoney } from '../deposits/abnormal.ts';
import { eventOf } from './transitions.ts';

/** What is decided from. */
export interface InvoiceFacts extends InvoiceProgress {
  readonly id: string;
  readonly due?: Amount;
  /** Minor units of the due asset. */
  readonly tolerance: bigint;
  readonly rateExpiresAt?: number;
  readonly expiresAt: number;
  /** What it has received: those that count and were not rejected, in the order in which the gateway heard of them. */
  readonly deposits: readonly DepositFacts[];
}

export interface DepositFacts {
  readonly id: string;
  readonly amount: Amount;
  readonly state: DepositState;
  readonly counted: boolean;
}

/** Some way that an invoice went, and all that it took. */
export interface Steps extends Plan {
  readonly facts: InvoiceFacts;
  readonly abnormal: readonly AbnormalMoney[];
}

export function stay(facts: InvoiceFacts): Steps {
  return { ...NOTHING, facts, abnormal: [] };
}

/** One way, then another from where that one ended. */
export function andThen(first: Steps, next: (facts: InvoiceFacts) => Steps): Steps {
  const second = next(first.facts);
  return {
    facts: second.facts,
    movements: [...first.movements, ...second.movements],
    events: [...first.events, ...second.events],
    work: [...first.work, ...second.work],
    abnormal: [...first.abnormal, ...second.abnormal],
  };
}

/** To another state, with its event. */
export function enter(
  facts: InvoiceFacts,
  storedState: InvoiceFacts['storedState'],
  more: Partial<InvoiceProgress> & { readonly depositId?: string } = {},
): Steps {
  const { depositId, ...progress } = more;
  const kind = eventOf(facts.storedState, storedState);
  const next: InvoiceFacts = { ...facts, ...progress, storedState };
  return { ...stay(next), events: [{ kind, data: toldOf(next, depositId) }] };
}

/** What an event says of the money: by the time that it is told, more may have come. Minor units of the due asset. */
export function toldOf(
  { received, confirmed }: Pick<InvoiceFacts, 'received' | 'confirmed'>,
  depositId?: string,
): Readonly<Record<string, string>> {
  const progress = { receivedMinor: String(received), confirmedMinor: String(confirmed) };
  return { ...progress, ...(depositId !== undefined && { depositId }) };
}

export function withMovements(steps: Steps, movements: readonly Movement[]): Steps {
  return { ...steps, movements: [...steps.movements, ...movements] };
}

export function isOpen({ storedState }: Pick<InvoiceFacts, 'storedState'>): boolean {
  return storedState === 'pending' || storedState === 'confirming';
}

/** Its time is up, though nobody has written it yet. */
export function isOverdue({ storedState, expiresAt }: InvoiceFacts, now: number): boolean {
  return storedState === 'pending' && now >= expiresAt;
}

/** Whether so much is as much as is due, or misses it by no more than the tolerance. */
export function isEnough({ due, tolerance }: InvoiceFacts, minor: bigint): boolean {
  return due !== undefined && minor >= due.minor - tolerance;
}

/** While it waits, and for good once it has expired. */
export function partialOrNone({ received }: Pick<InvoiceFacts, 'received'>): InvoiceException {
  return received > 0n ? 'partial' : 'none';
}
