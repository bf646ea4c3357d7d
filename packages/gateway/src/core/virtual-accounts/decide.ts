import type { AbnormalKind } from '../../store/queries/abnormal-payments.ts';
import type { VirtualAccountRow } from '../../store/queries/virtual-accounts.ts';
import { type Decided, type Decision, NOTHING, refused } from '../decision.ts';
import type { AbnormalMoney } from '../deposits/abnormal.ts';
import { announce, hold, settleTo, undo } from '../deposits/movements.ts';
import type { Deposit } from '../deposits/report.ts';
import { type FeeSchedule, withheldFeeOf } from '../fees/schedule.ts';
import { VIRTUAL_ACCOUNT_TRANSITIONS, type VirtualAccountState } from './transitions.ts';

/** What is decided from. */
export type VirtualAccountFacts = Pick<
  VirtualAccountRow,
  'state' | 'asset' | 'fixed' | 'received' | 'expiresAt'
>;

export type VirtualAccountChange = Pick<VirtualAccountRow, 'state' | 'received'>;

/** It has ended before, or its time is not up. */
export type VirtualAccountRefusal = 'ended' | 'not_due';

/** Where an account stands at a time: expired from its time on, though nobody may have written it yet. */
export function stateAt(
  { state, expiresAt }: Pick<VirtualAccountFacts, 'state' | 'expiresAt'>,
  now: number,
): VirtualAccountState {
  return state === 'active' && expiresAt !== undefined && expiresAt <= now ? 'expired' : state;
}

/** Ends an account for good. What it has received stays; what is under way can still be confirmed. */
export function decideEnd(
  account: VirtualAccountFacts,
  on: 'close' | 'expire',
  now: number,
): Decision<VirtualAccountChange, VirtualAccountRefusal> {
  const state = stateAt(account, now);
  if (on === 'expire' && state === 'active') return refused('not_due');
  const from = on === 'expire' ? account.state : state;
  const transition = VIRTUAL_ACCOUNT_TRANSITIONS[from].find((each) => each.on === on);
  if (transition === undefined) return refused('ended');
  const { to, event } = transition;
  return {
    ok: true,
    ...NOTHING,
    events: [{ kind: event }],
    change: { state: to, received: account.received },
  };
}

export interface ReportedDeposit {
  /** As it was stored; as it is first heard of, where it is new. */
  readonly deposit: Deposit;
  readonly isNew: boolean;
  readonly report: Deposit['state'];
  /** What is withheld from it once it is certain. */
  readonly schedule: FeeSchedule;
}

export interface DepositChange extends VirtualAccountChange {
  readonly deposit: Deposit;
  readonly abnormal: readonly AbnormalMoney[];
}

/**
 * What becomes of a report that says something new. A payment counts if, when the gateway first heard of it, the account was active
 * and the payment what it takes; any other is held, all of it, as an abnormal payment. An account with a fixed amount takes that
 * amount as often as it comes (ours: no provider says that it takes it once).
 */
export function decideDeposit(
  account: VirtualAccountFacts,
  reported: ReportedDeposit,
  now: number,
): Decided<DepositChange> {
  const expiry = decideEnd(account, 'expire', now);
  if (!expiry.ok) return decideReport(account, reported, now);
  const after = decideReport({ ...account, ...expiry.change }, reported, now);
  return { ...after, events: [...expiry.events, ...after.events] };
}

function decideReport(
  account: VirtualAccountFacts,
  { deposit: heard, isNew, report, schedule }: ReportedDeposit,
  now: number,
): Decided<DepositChange> {
  const counted = isNew ? report !== 'rejected' && isTaken(account, heard) : heard.counted;
  const deposit: Deposit = { ...heard, counted, state: report, updatedAt: now };
  const { state, received } = account;
  const stay: Decided<DepositChange> = {
    ok: true,
    ...NOTHING,
    change: { state, received, deposit, abnormal: [] },
  };
  const announced = isNew ? [announce(deposit)] : [];
  switch (report) {
    case 'seen':
      return { ...stay, movements: announced };
    case 'rejected':
      return { ...stay, movements: isNew ? [] : [undo(deposit)] };
    case 'confirmed': {
      const certain = counted ? credit(stay, deposit, schedule) : keep(stay, deposit, account);
      return { ...certain, movements: [...announced, ...certain.movements] };
    }
  }
}

/** The merchant's, less the fee. */
function credit(
  stay: Decided<DepositChange>,
  deposit: Deposit,
  schedule: FeeSchedule,
): Decided<DepositChange> {
  const { id: depositId, amount } = deposit;
  const { minor: fees } = withheldFeeOf(schedule, amount);
  const data = { depositId, amountMinor: String(amount.minor), feeMinor: String(fees) };
  const { change } = stay;
  return {
    ...stay,
    change: { ...change, received: change.received + amount.minor },
    movements: [settleTo(deposit, { available: amount.minor - fees, fees })],
    events: [{ kind: 'virtual_account.received', data }],
  };
}

/** Nobody's, until somebody has decided. */
function keep(
  stay: Decided<DepositChange>,
  deposit: Deposit,
  account: VirtualAccountFacts,
): Decided<DepositChange> {
  const { id: depositId, amount } = deposit;
  const kind = mismatchOf(account, deposit) ?? 'late';
  return {
    ...stay,
    change: { ...stay.change, abnormal: [{ kind, depositId, amount }] },
    movements: [hold(deposit)],
  };
}

function isTaken(account: VirtualAccountFacts, deposit: Deposit): boolean {
  return account.state === 'active' && mismatchOf(account, deposit) === undefined;
}

/** How a payment differs from what an account takes; undefined where it does not. */
function mismatchOf(
  { asset, fixed }: VirtualAccountFacts,
  { amount }: Deposit,
): Exclude<AbnormalKind, 'late'> | undefined {
  if (amount.asset.code !== asset.code) return 'wrong_asset';
  if (fixed === undefined || amount.minor === fixed.minor) return undefined;
  return amount.minor > fixed.minor ? 'over' : 'under';
}
