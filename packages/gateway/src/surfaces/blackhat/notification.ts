import type { Callback, HappenedEvent } from '../../callbacks/port.ts';
import {
  type Core,
  findDeposit,
  findInvoice,
  type Invoice,
  type InvoiceState,
  listShops,
  stateAt,
} from '../../core/index.ts';
import { amountOf } from '../../money/index.ts';
import { BLKC, confirmationsIn, type InvoiceMemory, renderAmount } from './invoice.ts';

type StoredState = Invoice['storedState'];

/** The state that an invoice has from an event on. Nothing is told of what its creation was answered with. */
const STATE_FROM: Readonly<Record<string, StoredState>> = {
  'invoice.pending': 'pending',
  'invoice.confirming': 'confirming',
  'invoice.paid': 'paid',
  'invoice.expired': 'expired',
  'invoice.cancelled': 'cancelled',
};

/** What the core's events say of an invoice beside that. */
interface Told {
  readonly receivedMinor: string;
  readonly depositId?: string;
  /** Of `invoice.received`. */
  readonly counted?: boolean;
  readonly state?: StoredState;
}

/**
 * What is told of an invoice: each status that it takes, and what comes while its status stays. Ours: the provider documents no
 * callbacks. The fields are those of an invoice that is read, and `txid` the payment by which it happened, where it was by one.
 */
export async function invoiceNotification(core: Core, event: HappenedEvent): Promise<Callback | undefined> {
  const { merchantId, subjectId: id, kind } = event;
  if (kind !== 'invoice.received' && STATE_FROM[kind] === undefined) return undefined;
  const invoice = await findInvoice(core.reader, { merchantId, dialect: 'blackhat', id });
  if (invoice === undefined) throw new Error(`there is no invoice ${id} to tell of`);
  const told = event.data as unknown as Told;
  const status = statusTold(invoice, event, told);
  if (status === undefined) return undefined;

  const { callbackUrl } = invoice.extra as InvoiceMemory;
  const received = renderAmount(amountOf(BLKC, BigInt(told.receivedMinor)));
  const fields = {
    amount: renderAmount(invoice.priced),
    amount_received: received,
    confirmations: String(confirmationsIn(status)),
    currency: BLKC.code,
    invoice_id: invoice.number,
    ...(invoice.orderNumber !== undefined && { order_id: invoice.orderNumber }),
    status,
    store_id: await storeIdOf(core, invoice),
    ...(told.depositId !== undefined && { txid: await txidOf(core, merchantId, told.depositId) }),
  };
  return {
    ...(callbackUrl !== undefined && { url: callbackUrl }),
    purpose: 'default',
    // As receivers of the signing library know a repeat.
    eventId: `${invoice.number}:${status}:${received}`,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(fields).toString(),
  };
}

/** The status that an invoice had then; undefined where nothing of it is told. */
function statusTold(invoice: Invoice, event: HappenedEvent, told: Told): InvoiceState | undefined {
  const { expiresAt, due, tolerance } = invoice;
  const received = BigInt(told.receivedMinor);
  if (event.kind === 'invoice.received') {
    const isEnough = due !== undefined && received >= due.minor - tolerance;
    // Money that does not count changes nothing; with enough of it, the next event tells the same sum and the new status.
    if (told.counted !== true || (told.state === 'pending' && isEnough)) return undefined;
  }
  const storedState = told.state ?? STATE_FROM[event.kind];
  return storedState && stateAt({ storedState, received, expiresAt }, event.createdAt);
}

async function storeIdOf({ reader }: Core, { merchantId, shopId }: Invoice): Promise<string> {
  const shops = await listShops(reader, { merchantId, dialect: 'blackhat' });
  return shops.find(({ id }) => id === shopId)?.number ?? '';
}

async function txidOf({ reader }: Core, merchantId: string, depositId: string): Promise<string> {
  return (await findDeposit(reader, { merchantId, id: depositId }))?.externalId ?? '';
}
