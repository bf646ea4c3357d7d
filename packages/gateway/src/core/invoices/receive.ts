import { amountOf } from '../../money/index.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import {
  type DepositRow,
  insertDeposit,
  selectDepositByExternalId,
  updateDepositState,
} from '../../store/queries/deposits.ts';
import { lockInvoice } from '../../store/queries/invoices.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import type { Decided } from '../decision.ts';
import { type Deposit, type DepositOutcome, standingOf } from '../deposits/report.ts';
import { findFeeSchedule } from '../fees/fees.ts';
import { withheldFeeOf } from '../fees/schedule.ts';
import { decide, type InvoiceChange } from './decide.ts';
import type { Invoice } from './draft.ts';
import { charge } from './settlement.ts';
import { factsOf, storeChange } from './store-change.ts';

/**
 * What an invoice makes of a deposit that a rail reports: see `recordDeposit`. The invoice is locked first, so that reports of its
 * deposits, its expiry and its cancelling come one after the other, in however many processes.
 */
export async function receiveOnInvoice(
  transaction: Transaction,
  core: Core,
  event: DepositEvent,
): Promise<DepositOutcome> {
  const invoice = await lockInvoice(transaction, event.subject);
  const existing = await selectDepositByExternalId(transaction, event);
  const standing = existing && standingOf(existing, event);
  if (existing !== undefined && typeof standing === 'object') {
    return { outcome: 'contradiction', existing, field: standing.contradicts };
  }
  if (invoice === undefined) return { outcome: 'unknown_subject' };
  if (existing !== undefined && standing === 'repeated') return { outcome: 'repeated', deposit: existing };
  return record(transaction, core, { invoice, event, existing });
}

async function record(
  transaction: Transaction,
  core: Core,
  of: { readonly invoice: Invoice; readonly event: DepositEvent; readonly existing: Deposit | undefined },
): Promise<DepositOutcome> {
  const { invoice, event, existing } = of;
  const now = core.environment.now();
  const heard = existing ?? firstHeard(core, event);
  const facts = await factsOf(transaction, invoice);
  const report = { deposit: heard, isNew: existing === undefined, report: event.state };
  const decision = decide(facts, { type: 'deposit', ...report }, now);
  if (!decision.ok) throw new Error(`invoice ${invoice.id} refused a deposit: ${decision.reason}`);
  const deposit: Deposit = { ...heard, ...decision.change.deposit, updatedAt: now };
  if (existing !== undefined) await updateDepositState(transaction, deposit, now);
  else if (!(await insertDeposit(transaction, deposit))) return foundMeanwhile(transaction, event);
  await storeChange(transaction, core, invoice, await charged(transaction, invoice, decision));
  return { outcome: 'recorded', deposit };
}

function firstHeard(
  core: Core,
  { rail, externalId, subject, amount, sender, occurredAt }: DepositEvent,
): Deposit {
  const now = core.environment.now();
  const { merchantId, dialect, kind, id } = subject;
  return {
    merchantId,
    id: core.newId(),
    dialect,
    rail,
    externalId,
    subjectKind: kind,
    subjectId: id,
    amount,
    state: 'seen',
    counted: false,
    ...(sender !== undefined && { sender }),
    occurredAt,
    createdAt: now,
    updatedAt: now,
  } satisfies DepositRow;
}

/** Another process stored the same external id since it was looked for: not for this invoice, which is locked. */
async function foundMeanwhile(transaction: Transaction, event: DepositEvent): Promise<DepositOutcome> {
  const existing = await selectDepositByExternalId(transaction, event);
  if (existing === undefined) throw new Error(`deposit ${event.externalId} was neither stored nor found`);
  return { outcome: 'contradiction', existing, field: 'subject' };
}

/** The fee for being paid, on what is captured at that moment, withheld from it. What is captured later costs nothing more (ours). */
async function charged(
  transaction: Transaction,
  invoice: Invoice,
  decision: Decided<InvoiceChange>,
): Promise<Decided<InvoiceChange>> {
  const { storedState, captured, due } = decision.change.facts;
  if (due === undefined || storedState !== 'paid' || invoice.storedState === 'paid') return decision;
  const { merchantId } = invoice;
  const schedule = await findFeeSchedule(transaction, { merchantId, operation: 'invoice', asset: due.asset });
  const fee = withheldFeeOf(schedule, amountOf(due.asset, captured));
  return { ...decision, movements: [...decision.movements, ...charge(invoice, fee)] };
}
