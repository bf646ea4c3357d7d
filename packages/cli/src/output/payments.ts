import { formatDuration } from '../input/duration.ts';
import { detailLines } from './details.ts';
import { type Money, moneyText, timeText } from './money.ts';
import { textTable } from './table.ts';

/** What the operator API tells of an invoice or order. */
export interface Invoice {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  readonly number: string;
  readonly orderNumber?: string;
  readonly state: string;
  readonly exception: string;
  readonly priced: Money;
  readonly due?: Money;
  readonly received?: Money;
  readonly captured?: Money;
  readonly network?: string;
  readonly address?: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface VirtualAccount {
  readonly id: string;
  readonly dialect: string;
  readonly number: string;
  readonly state: string;
  readonly received: Money;
}

export interface Deposit extends Money {
  readonly id: string;
  readonly externalId: string;
  readonly state: string;
  readonly occurredAt: number;
}

/** The gateway's own time is `now`: the sandbox can move it. */
export interface DepositAnswer {
  readonly now: number;
  /** Not all of it is there where the deposit was reported before. */
  readonly isRepeat: boolean;
  readonly advancedMilliseconds?: number;
  readonly deposit: Deposit;
  readonly invoice?: Invoice;
  readonly virtualAccount?: VirtualAccount;
}

export interface Sending extends Money {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  readonly number: string;
  readonly reference: string;
  readonly state: string;
  readonly reason?: string;
  readonly createdAt: number;
  /** Personal data, where it was asked for. */
  readonly beneficiary?: unknown;
  readonly destination?: unknown;
}

export interface SendingAnswer {
  readonly now: number;
  readonly payout?: Sending;
  readonly refund?: Sending;
}

export function depositText(answer: DepositAnswer): string {
  const { now, isRepeat, advancedMilliseconds, deposit, invoice, virtualAccount } = answer;
  return detailLines([
    [
      'deposit',
      `${deposit.id}, ${deposit.state}: ${moneyText(deposit)}${isRepeat ? '; reported before, nothing changed' : ''}`,
    ],
    ['external id', deposit.externalId],
    ['invoice', invoice && `${invoice.number} of ${invoice.dialect}, ${stateText(invoice)}`],
    [
      'account',
      virtualAccount && `${virtualAccount.number} of ${virtualAccount.dialect}, ${virtualAccount.state}`,
    ],
    ['received', receivedText(invoice ?? virtualAccount)],
    [
      'advanced',
      advancedMilliseconds === undefined
        ? undefined
        : `${formatDuration(advancedMilliseconds)}, past the invoice's expiry`,
    ],
    ['time', timeText(now)],
  ]);
}

export function invoiceText(invoice: Invoice, deposits: readonly Deposit[], now: number): string {
  const details = detailLines([
    ['invoice', `${invoice.number} of ${invoice.dialect}, merchant ${invoice.merchantId}`],
    ['order', invoice.orderNumber],
    ['state', stateText(invoice)],
    ['priced', moneyText(invoice.priced)],
    ['due', invoice.due && moneyText(invoice.due)],
    ['received', receivedText(invoice)],
    ['captured', invoice.captured && moneyText(invoice.captured)],
    ['pay to', invoice.address && `${invoice.address} on ${invoice.network}`],
    ['created', timeText(invoice.createdAt)],
    ['expires', timeText(invoice.expiresAt)],
    ['time', timeText(now)],
  ]);
  if (deposits.length === 0) return details;
  const rows = deposits.map((each) => [
    each.id,
    moneyText(each),
    each.state,
    each.externalId,
    timeText(each.occurredAt),
  ]);
  return `${details}\n${textTable(['DEPOSIT', 'AMOUNT', 'STATE', 'EXTERNAL ID', 'SENT'], rows)}`;
}

export function sendingText({ payout, refund, now }: SendingAnswer): string {
  const sending = payout ?? refund;
  if (sending === undefined) return '';
  return detailLines([
    [payout ? 'payout' : 'refund', `${sending.number} of ${sending.dialect}, ${sending.state}`],
    ['amount', moneyText(sending)],
    ['reason', sending.reason],
    ['time', timeText(now)],
  ]);
}

function stateText({ state, exception }: Invoice): string {
  return exception === 'none' ? state : `${state} (${exception})`;
}

function receivedText(of: Invoice | VirtualAccount | undefined): string | undefined {
  if (of?.received === undefined) return undefined;
  const due = 'due' in of ? of.due : undefined;
  return due === undefined ? moneyText(of.received) : `${of.received.amount} of ${moneyText(due)}`;
}
