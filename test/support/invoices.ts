/** Invoices, deposits and balances of tests, in few words. Amounts are minor units of USDT. */
import {
  abnormalPaymentsOf,
  balancesOf,
  type Core,
  createInvoice,
  type DepositOutcome,
  draftInvoice,
  findInvoice,
  type Invoice,
  type InvoiceCommand,
  type InvoiceCreation,
  recordDeposit,
} from '../../packages/gateway/src/core/index.ts';
import { type Amount, amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import type { DepositEvent } from '../../packages/gateway/src/rails/rail.ts';
import type { TestCore } from './core.ts';
import { eventsOf } from './events.ts';

export const usdt = requireAsset('USDT');
export const INVOICE_LIFETIME = 3_600_000;

let numbers = 0;

/** A command like no other before it: 100 USDT minor units due on TRON. */
export function invoiceCommand(
  { environment, merchantId }: TestCore,
  more: Partial<InvoiceCommand> = {},
): InvoiceCommand {
  numbers += 1;
  const due = amountOf(usdt, 100n);
  return {
    merchantId,
    dialect: 'basicex',
    number: `number-${numbers}`,
    orderNumber: `order-${numbers}`,
    priced: due,
    due,
    network: 'tron',
    description: 'A book',
    expiresAt: environment.now() + INVOICE_LIFETIME,
    ...more,
  };
}

/** The same, whose coin is still to be chosen. */
export function undecidedCommand(of: TestCore, more: Partial<InvoiceCommand> = {}): InvoiceCommand {
  const { due: _due, network: _network, ...undecided } = invoiceCommand(of, more);
  return undecided;
}

/** Creates it. @throws if it is not new */
export async function createdInvoice(of: TestCore, more: Partial<InvoiceCommand> = {}): Promise<Invoice> {
  return createdFrom(of.core, invoiceCommand(of, more));
}

/** Creates it. @throws if it is not new */
export async function createdFrom(core: Core, command: InvoiceCommand): Promise<Invoice> {
  const creation = await creationOf(core, command);
  if (creation.outcome !== 'created') throw new Error(`the invoice was not created: ${creation.outcome}`);
  return creation.invoice;
}

/** What comes of trying to create it. */
export async function creationOf(core: Core, command: InvoiceCommand): Promise<InvoiceCreation> {
  const draft = await draftInvoice(core, command);
  return core.perform((transaction) => createInvoice(transaction, core, draft));
}

/** What a rail reports of a payment to an invoice. */
export function depositOn(
  { merchantId, dialect, id }: Invoice,
  externalId: string,
  amount: bigint | Amount,
  state: DepositEvent['state'] = 'confirmed',
): DepositEvent {
  return {
    type: 'deposit',
    rail: 'sandbox',
    externalId: `${id} ${externalId}`,
    subject: { merchantId, dialect, kind: 'invoice', id },
    amount: typeof amount === 'bigint' ? amountOf(usdt, amount) : amount,
    state,
    occurredAt: 1,
    sender: 'TPayer',
  };
}

/** One after the other. @returns what became of each */
export async function report(
  core: Core,
  events: readonly DepositEvent[],
): Promise<DepositOutcome['outcome'][]> {
  const outcomes: DepositOutcome['outcome'][] = [];
  for (const event of events) outcomes.push((await recordDeposit(core, event)).outcome);
  return outcomes;
}

/** How an invoice stands, in one line: state, exception, received, confirmed, captured. */
export async function standing(core: Core, { merchantId, dialect, id }: Invoice): Promise<string> {
  const found = await findInvoice(core.reader, { merchantId, dialect, id });
  if (found === undefined) return 'none';
  const { storedState, exception, received, confirmed, captured } = found;
  return `${storedState} ${exception} ${received} ${confirmed} ${captured}`;
}

/** The merchant's USDT, minor units: pending, available, held. */
export async function money(core: Core, merchantId: string): Promise<string> {
  const balance = (await balancesOf(core.reader, merchantId)).find(({ asset }) => asset.code === usdt.code);
  const { pending, available, held } = balance ?? {};
  return `pending ${pending?.minor ?? 0n} available ${available?.minor ?? 0n} held ${held?.minor ?? 0n}`;
}

/** What is held of an invoice and why: `over 20 open`. */
export async function abnormal(core: Core, { merchantId, id }: Invoice): Promise<string[]> {
  const payments = await abnormalPaymentsOf(core.reader, { merchantId, subjectId: id });
  return payments.map(({ kind, amount, state }) => `${kind} ${amount.minor} ${state}`);
}

/** The kinds of all that was told of one invoice or abnormal payment. */
export async function told(
  core: Core,
  { merchantId, id }: { merchantId: string; id: string },
): Promise<string[]> {
  const events = await eventsOf(core.reader, merchantId);
  return events.filter(({ subjectId }) => subjectId === id).map(({ kind }) => kind);
}
