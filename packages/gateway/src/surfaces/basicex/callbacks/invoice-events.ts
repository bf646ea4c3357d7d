import type { HappenedEvent } from '../../../callbacks/port.ts';
import {
  type Core,
  type Deposit,
  findAbnormalPayment,
  findDeposit,
  findInvoice,
  type Invoice,
  payerOf,
} from '../../../core/index.ts';
import { amountOf, formatAmount } from '../../../money/index.ts';
import type { InvoiceMemory, InvoicePayer } from '../invoice-memory.ts';
import { namesOf } from '../networks.ts';
import type { Teller, Told } from './event.ts';

/** How one kind of event is told. */
interface Telling {
  readonly type: string;
  /** Which of the event's sums has been paid. What was only seen can still turn out not to be there. */
  readonly paid: 'receivedMinor' | 'confirmedMinor';
  /** Always, if not told. */
  readonly when?: (of: { readonly event: HappenedEvent; readonly memory: Partial<InvoiceMemory> }) => boolean;
}

const PAID: Telling = {
  type: 'invoice.paid',
  paid: 'receivedMinor',
  when: ({ memory }) => memory.sendPaidNotification === true,
};
const COMPLETED: Telling = { type: 'invoice.completed', paid: 'confirmedMinor' };
const PARTIAL: Telling = { type: 'invoice.partial_completed', paid: 'confirmedMinor' };
const EXPIRED: Telling = { type: 'invoice.expired', paid: 'confirmedMinor' };

/**
 * https://developers.basicex.com/en/guide/invoice-states.html. Ours, as the pages say nothing of it: what has expired with part of
 * its money is told with that money, and again when more of it is confirmed later; until any is, it is told as expired. Cancelling
 * is not known there, and is told as expired too; money that comes late or in another coin is not told at all.
 */
export const INVOICE_EVENTS: Readonly<Record<string, Teller>> = {
  'invoice.confirming': ofInvoice(PAID),
  'invoice.paid': ofInvoice(COMPLETED),
  'invoice.expired': ofInvoice({ ...EXPIRED, when: ({ event }) => event.data.confirmedMinor === '0' }),
  'invoice.cancelled': ofInvoice(EXPIRED),
  'abnormal_payment.open': ofUnderpayment(PARTIAL),
};

function ofInvoice(telling: Telling): Teller {
  return (core, event) => {
    const { subjectId, data } = event;
    return tell(core, { telling, event, invoiceId: subjectId, depositId: data.depositId });
  };
}

function ofUnderpayment(telling: Telling): Teller {
  return async (core, event) => {
    const { merchantId, subjectId: id } = event;
    const payment = await findAbnormalPayment(core.reader, { merchantId, id });
    if (payment?.kind !== 'under' || payment.subjectKind !== 'invoice') return undefined;
    const { subjectId: invoiceId, depositId } = payment;
    return tell(core, { telling, event, invoiceId, depositId });
  };
}

interface Happened {
  readonly telling: Telling;
  readonly event: HappenedEvent;
  readonly invoiceId: string;
  readonly depositId: unknown;
}

async function tell(core: Core, of: Happened): Promise<Told | undefined> {
  const { telling, event, invoiceId, depositId } = of;
  const { merchantId } = event;
  const invoice = await findInvoice(core.reader, { merchantId, dialect: 'basicex', id: invoiceId });
  if (invoice === undefined) throw new Error(`invoice ${invoiceId} of event ${event.id} is gone`);
  const memory: Partial<InvoiceMemory> = invoice.extra;
  if (telling.when?.({ event, memory }) === false) return undefined;
  const deposit =
    typeof depositId === 'string' ? await findDeposit(core.reader, { merchantId, id: depositId }) : undefined;
  const payer: InvoicePayer = payerOf(core, invoice);
  return {
    type: telling.type,
    objectId: invoice.number,
    ...(memory.notificationUrl !== undefined && { notificationUrl: memory.notificationUrl }),
    data: {
      ...priceOf(invoice, BigInt(String(event.data[telling.paid]))),
      tradeTime: String(event.createdAt),
      channel: channelOf(invoice, deposit),
      metadata: payer.metadata ?? {},
      chainPaymentInfo: chainPaymentOf(invoice, deposit, { isConfirmed: telling.paid === 'confirmedMinor' }),
    },
  };
}

function priceOf({ number, orderNumber, priced, due, rate }: Invoice, paidMinor: bigint) {
  const isFiat = priced.asset.kind === 'fiat';
  return {
    invoiceId: number,
    merOrderId: orderNumber,
    fiat: isFiat ? priced.asset.code : '',
    currency: due?.asset.code ?? null,
    fiatAmount: isFiat ? formatAmount(priced) : '0.00',
    paidAmount: due === undefined ? null : formatAmount(amountOf(due.asset, paidMinor)),
    totalAmount: due === undefined ? null : formatAmount(due),
    currencyExchange: rate ?? null,
  };
}

/** By chain, or between BasicEx's own wallets. Nothing was paid by either, if there is no payment to tell of. */
function channelOf({ network }: Invoice, deposit: Deposit | undefined): string | null {
  if (deposit === undefined) return null;
  return network === undefined ? 'biqu_pay' : 'chain_pay';
}

/**
 * ChainPaymentInfo, of the payment that brought it about. Which block holds it no rail tells; as its time serves that at which it
 * was sent (ours), once it is confirmed.
 */
function chainPaymentOf(
  { network, address }: Invoice,
  deposit: Deposit | undefined,
  { isConfirmed }: { readonly isConfirmed: boolean },
) {
  if (deposit === undefined || network === undefined) return null;
  return {
    network: namesOf(network)?.code ?? null,
    payeeAddress: address ?? null,
    payerAddress: deposit.sender ?? null,
    transactionId: deposit.externalId,
    blockHash: null,
    blockHeight: null,
    packageTime: isConfirmed ? String(deposit.occurredAt) : null,
  };
}
