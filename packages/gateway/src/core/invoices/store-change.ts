import { selectCountedDeposits } from '../../store/queries/deposits.ts';
import { updateInvoiceProgress } from '../../store/queries/invoices.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import type { Decided } from '../decision.ts';
import { keepAbnormal } from '../deposits/abnormal.ts';
import { carryOut } from '../effects.ts';
import type { InvoiceChange } from './decide.ts';
import type { Invoice } from './draft.ts';
import { type InvoiceFacts, toldOf } from './facts.ts';

/** What is decided from. Lock the invoice first: whoever does may change its deposits. */
export async function factsOf(transaction: Transaction, invoice: Invoice): Promise<InvoiceFacts> {
  const { merchantId, id: subjectId, received } = invoice;
  const deposits = received === 0n ? [] : await selectCountedDeposits(transaction, { merchantId, subjectId });
  return { ...invoice, deposits };
}

/** Stores where an invoice stands from now on, and does all that it takes. */
export async function storeChange(
  transaction: Transaction,
  core: Core,
  invoice: Invoice,
  { change: { facts, abnormal }, ...plan }: Decided<InvoiceChange>,
): Promise<void> {
  await updateInvoiceProgress(transaction, invoice, facts, core.environment.now());
  const effect = await carryOut(transaction, core, invoice, plan);
  // What comes in takes from nobody who could lack it.
  if (effect.outcome !== 'done') throw new Error(`invoice ${invoice.id}: ${effect.outcome}`);
  const { merchantId, dialect, id } = invoice;
  for (const money of abnormal) {
    await keepAbnormal(transaction, core, { merchantId, dialect, kind: 'invoice', id }, money, toldOf(facts));
  }
}
