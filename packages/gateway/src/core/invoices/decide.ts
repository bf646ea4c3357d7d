import type { InvoiceTerms } from '../../store/queries/invoices.ts';
import { type Decided, type Decision, refused } from '../decision.ts';
import { type DepositReport, type DepositSteps, decideDeposit } from './decide-deposit.ts';
import { decideExpiry } from './decide-expiry.ts';
import { enter, type InvoiceFacts, isOverdue, type Steps, stay } from './facts.ts';

export type InvoiceDecisionCommand =
  | { readonly type: 'quote'; readonly terms: InvoiceTerms }
  | { readonly type: 'cancel' }
  | { readonly type: 'expire' }
  | ({ readonly type: 'deposit' } & DepositReport);

export type InvoiceRefusal =
  /** It is confirming, paid, expired or cancelled. */
  | 'not_pending'
  /** Part of the money has come. */
  | 'has_received'
  /** What is due was quoted, and that still holds. */
  | 'rate_locked'
  /** Its time is not up. */
  | 'not_due';

export interface InvoiceChange {
  readonly facts: InvoiceFacts;
  readonly abnormal: Steps['abnormal'];
  /** The deposit that was reported, as it is from now on. */
  readonly deposit?: DepositSteps['deposit'];
}

export type InvoiceDecision = Decision<InvoiceChange, InvoiceRefusal>;

/** What becomes of an invoice. Pure: nothing has happened until it is carried out. `now` is in Unix milliseconds. */
export function decide(facts: InvoiceFacts, command: InvoiceDecisionCommand, now: number): InvoiceDecision {
  switch (command.type) {
    case 'quote':
      return quote(facts, command.terms, now);
    case 'cancel':
      return waitingRefusal(facts, now) ?? decided(enter(facts, 'cancelled'));
    case 'expire':
      return expire(facts, now);
    case 'deposit': {
      const { deposit, ...steps } = decideDeposit(facts, command, now);
      return decided(steps, deposit);
    }
  }
}

/** A payer may change the coin, or ask for the rate of the day, as long as nothing has come and no promise is broken by it. */
function quote(facts: InvoiceFacts, terms: InvoiceTerms, now: number): InvoiceDecision {
  const refusal = waitingRefusal(facts, now);
  if (refusal !== undefined) return refusal;
  const { due, rateExpiresAt = Number.POSITIVE_INFINITY } = facts;
  if (due !== undefined && now < rateExpiresAt) return refused('rate_locked');
  const { due: _, rateExpiresAt: __, ...rest } = facts;
  return decided({ ...stay({ ...rest, ...terms }), events: [{ kind: 'invoice.quoted' }] });
}

function expire(facts: InvoiceFacts, now: number): InvoiceDecision {
  if (facts.storedState !== 'pending') return refused('not_pending');
  return isOverdue(facts, now) ? decided(decideExpiry(facts)) : refused('not_due');
}

function waitingRefusal(facts: InvoiceFacts, now: number) {
  if (facts.storedState !== 'pending' || isOverdue(facts, now)) return refused('not_pending');
  return facts.received > 0n ? refused('has_received') : undefined;
}

function decided(
  { facts, abnormal, ...plan }: Steps,
  deposit?: DepositSteps['deposit'],
): Decided<InvoiceChange> {
  return { ok: true, ...plan, change: { facts, abnormal, ...(deposit !== undefined && { deposit }) } };
}
