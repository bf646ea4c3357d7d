import { amountOf } from '../../money/index.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import { lockInvoice } from '../../store/queries/invoices.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import type { Decided } from '../decision.ts';
import { firstHeard, knownOf, storeDeposit } from '../deposits/known.ts';
import type { Deposit, DepositOutcome } from '../deposits/report.ts';
import { findFeeSchedule } from '../fees/fees.ts';
import { CHARGED } from '../fees/operations.ts';
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
  const known = await knownOf(transaction, event);
  if ('answer' in known) return known.answer;
  if (invoice === undefined) return { outcome: 'unknown_subject' };
  return record(transaction, core, { invoice, event, existing: known.existing });
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
  const isNew = existing === undefined;
  const report = { deposit: heard, isNew, report: event.state };
  const decision = decide(facts, { type: 'deposit', ...report }, now);
  if (!decision.ok) throw new Error(`invoice ${invoice.id} refused a deposit: ${decision.reason}`);
  // Throws where the sum is past 64 bits: before it is written.
  if (invoice.due !== undefined) amountOf(invoice.due.asset, decision.change.facts.received);
  const deposit: Deposit = { ...heard, ...decision.change.deposit, updatedAt: now };
  const stored = await storeDeposit(transaction, deposit, { isNew });
  if (stored.outcome !== 'recorded') return stored;
  await storeChange(transaction, core, invoice, await charged(transaction, invoice, decision));
  return stored;
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
  const schedule = await findFeeSchedule(transaction, {
    merchantId,
    operation: CHARGED.invoice,
    asset: due.asset,
  });
  const fee = withheldFeeOf(schedule, amountOf(due.asset, captured));
  return { ...decision, movements: [...decision.movements, ...charge(invoice, fee)] };
}
