import type { DepositEvent } from '../../rails/rail.ts';
import {
  insertDeposit,
  selectDepositByExternalId,
  updateDepositState,
} from '../../store/queries/deposits.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { type Deposit, type DepositOutcome, standingOf } from './report.ts';

/** What was stored of a deposit before a report of it, if anything was; or the answer to a report that says nothing new. */
export type Known = { readonly existing: Deposit | undefined } | { readonly answer: DepositOutcome };

/** Lock the report's subject first: whoever has that may change its deposits. */
export async function knownOf(transaction: Transaction, event: DepositEvent): Promise<Known> {
  const existing = await selectDepositByExternalId(transaction, event);
  if (existing === undefined) return { existing };
  const standing = standingOf(existing, event);
  if (standing === 'further') return { existing };
  if (standing === 'repeated') return { answer: { outcome: 'repeated', deposit: existing } };
  return { answer: { outcome: 'contradiction', existing, field: standing.contradicts } };
}

/** A deposit as it is first heard of, before anything is decided about it. */
export function firstHeard(
  core: Core,
  { rail, externalId, subject, amount, sender, occurredAt }: DepositEvent,
): Deposit {
  const now = core.environment.now();
  return {
    merchantId: subject.merchantId,
    id: core.newId(),
    dialect: subject.dialect,
    rail,
    externalId,
    subjectKind: subject.kind,
    subjectId: subject.id,
    amount,
    state: 'seen',
    counted: false,
    ...(sender !== undefined && { sender }),
    occurredAt,
    createdAt: now,
    updatedAt: now,
  };
}

/** Stores what was decided about a deposit. Only if this answers `recorded`, the rest of it may be done. */
export async function storeDeposit(
  transaction: Transaction,
  deposit: Deposit,
  { isNew }: { readonly isNew: boolean },
): Promise<DepositOutcome> {
  if (!isNew) await updateDepositState(transaction, deposit, deposit.updatedAt);
  else if (!(await insertDeposit(transaction, deposit))) return foundMeanwhile(transaction, deposit);
  return { outcome: 'recorded', deposit };
}

/** Another process stored the same external id since it was looked for: for something else, because this subject is locked. */
async function foundMeanwhile(
  transaction: Transaction,
  { rail, externalId }: Deposit,
): Promise<DepositOutcome> {
  const existing = await selectDepositByExternalId(transaction, { rail, externalId });
  if (existing === undefined) throw new Error(`deposit ${externalId} was neither stored nor found`);
  return { outcome: 'contradiction', existing, field: 'subject' };
}
