import { amountOf } from '../../money/index.ts';
import type { AbnormalKind } from '../../store/queries/abnormal-payments.ts';
import type { DepositState } from '../../store/queries/deposits.ts';
import { announce, hold, undo } from '../deposits/movements.ts';
import { decideExpiry } from './decide-expiry.ts';
import {
  andThen,
  type DepositFacts,
  enter,
  type InvoiceFacts,
  isEnough,
  isOpen,
  isOverdue,
  partialOrNone,
  type Steps,
  stay,
  toldOf,
  withMovements,
} from './facts.ts';
import { settle, shareOf } from './settlement.ts';

export interface DepositReport {
  /** As it was stored before; with the state `seen` and not counted if it is heard of for the first time. */
  readonly deposit: DepositFacts;
  readonly isNew: boolean;
  readonly report: DepositState;
}

export interface DepositSteps extends Steps {
  readonly deposit: DepositFacts;
}

/**
 * What becomes of an invoice by what a rail reports of a deposit that it has not reported before. Whether it came in time is judged
 * by when the gateway hears of it (ours): what a payer's clock or a chain's says would let anybody reopen what has ended.
 */
export function decideDeposit(facts: InvoiceFacts, command: DepositReport, now: number): DepositSteps {
  if (isOverdue(facts, now)) {
    const expired = decideExpiry(facts);
    const after = decideDeposit(expired.facts, command, now);
    return { ...andThen(expired, () => after), deposit: after.deposit };
  }
  const { deposit, isNew, report } = command;
  if (isNew && report === 'rejected') return { ...stay(facts), deposit: { ...deposit, state: 'rejected' } };
  const heard: DepositSteps = isNew ? see(facts, deposit) : { ...stay(facts), deposit };
  if (report === 'seen') return heard;
  const step = report === 'confirmed' ? confirm : reject;
  return {
    ...andThen(heard, (then) => step(then, heard.deposit, now)),
    deposit: { ...heard.deposit, state: report },
  };
}

/** Counted while the invoice is open, and in the asset that is due then. */
function see(facts: InvoiceFacts, heard: DepositFacts): DepositSteps {
  const { amount } = heard;
  const counted = isOpen(facts) && amount.asset.code === facts.due?.asset.code;
  const deposit: DepositFacts = { ...heard, counted, state: 'seen' };
  const { id: depositId } = deposit;
  const received = facts.received + (counted ? amount.minor : 0n);
  const deposits = counted ? [...facts.deposits, deposit] : facts.deposits;
  const then: InvoiceFacts = { ...facts, received, deposits };
  // In which state it comes, because the event alone does not tell.
  const data = { ...toldOf(then, depositId), counted, state: then.storedState };
  const seen: Steps = {
    ...withMovements(stay(then), [announce(deposit)]),
    events: [{ kind: 'invoice.received', data }],
  };
  return { ...andThen(seen, (then) => (counted ? progress(then, depositId) : stay(then))), deposit };
}

/** Where an open invoice stands by what it has received. */
function progress(facts: InvoiceFacts, depositId: string): Steps {
  if (facts.storedState === 'confirming') return stay(facts);
  if (isEnough(facts, facts.received)) return enter(facts, 'confirming', { exception: 'none', depositId });
  return stay({ ...facts, exception: partialOrNone(facts) });
}

function confirm(facts: InvoiceFacts, deposit: DepositFacts, now: number): Steps {
  if (!deposit.counted) return confirmAbnormal(facts, deposit);
  const confirmed = facts.confirmed + deposit.amount.minor;
  const deposits = facts.deposits.map((each) =>
    each.id === deposit.id ? { ...each, state: 'confirmed' as const } : each,
  );
  const then: InvoiceFacts = { ...facts, confirmed, deposits };
  if (facts.storedState === 'expired') return keep(then, deposit, 'under');
  if (facts.storedState === 'paid') return capture(then, [deposit]);
  if (!isEnough(then, confirmed)) return stay(then);
  const before = deposits.filter(({ id, state }) => id !== deposit.id && state === 'confirmed');
  const captured = capture(then, [...before, deposit]);
  return andThen(captured, (all) => enter(all, 'paid', { paidAt: now, depositId: deposit.id }));
}

/** Money that came after an end is late, or, after it was paid, too much. It reopens nothing. */
function confirmAbnormal(facts: InvoiceFacts, deposit: DepositFacts): Steps {
  const isOfAsset = deposit.amount.asset.code === facts.due?.asset.code;
  if (!isOfAsset || isOpen(facts)) return keep(facts, deposit, 'wrong_asset');
  const kind = facts.storedState === 'paid' ? 'over' : 'late';
  return keep({ ...facts, exception: kind }, deposit, kind);
}

/** All of a deposit is held. */
function keep(facts: InvoiceFacts, deposit: DepositFacts, kind: AbnormalKind): Steps {
  const { id: depositId, amount } = deposit;
  const abnormal = [{ kind, depositId, amount }];
  return { ...withMovements(stay(facts), [hold(deposit)]), abnormal };
}

/** Divides confirmed deposits, one after the other, into what is captured and what is too much. */
function capture(facts: InvoiceFacts, deposits: readonly DepositFacts[]): Steps {
  const { due, tolerance, confirmed: total } = facts;
  if (due === undefined) throw new Error(`invoice ${facts.id} has counted deposits without an amount due`);
  let steps = stay(facts);
  for (const deposit of deposits) {
    const { captured } = steps.facts;
    const share = shareOf({ due: due.minor, tolerance, total, captured }, deposit.amount.minor);
    steps = andThen(steps, (then) => {
      const isOver = share.surplus > 0n;
      const next = {
        ...then,
        captured: captured + share.captured,
        exception: isOver ? ('over' as const) : then.exception,
      };
      const amount = amountOf(due.asset, share.surplus);
      const abnormal = isOver ? [{ kind: 'over' as const, depositId: deposit.id, amount }] : [];
      return { ...withMovements(stay(next), [settle(deposit, share)]), abnormal };
    });
  }
  return steps;
}

/** What was seen is not there after all. An invoice that was kept from expiring by it does so now. */
function reject(facts: InvoiceFacts, deposit: DepositFacts, now: number): Steps {
  const undone = withMovements(stay(facts), [undo(deposit)]);
  if (!deposit.counted) return undone;
  return andThen(undone, (then) => {
    const received = then.received - deposit.amount.minor;
    const deposits = then.deposits.filter(({ id }) => id !== deposit.id);
    return fallBack({ ...then, received, deposits }, deposit, now);
  });
}

function fallBack(facts: InvoiceFacts, { id: depositId }: DepositFacts, now: number): Steps {
  const exception = partialOrNone(facts);
  switch (facts.storedState) {
    case 'pending':
      return stay({ ...facts, exception });
    case 'confirming':
      if (isEnough(facts, facts.received)) return stay(facts);
      if (now >= facts.expiresAt) return decideExpiry(facts);
      return waitAgain(enter(facts, 'pending', { exception, depositId }));
    case 'expired':
      return stay(facts.exception === 'partial' ? { ...facts, exception } : facts);
    default:
      return stay(facts);
  }
}

/** A process whose clock is ahead may have looked whether it has expired, and left it confirming. */
function waitAgain(steps: Steps): Steps {
  return { ...steps, work: [{ kind: 'invoice.expiry', dueAt: steps.facts.expiresAt }] };
}
