import { basicex } from '@countersign/signing';
import { type Core, createInvoice, draftInvoice, type Invoice } from '../../core/index.ts';
import { formatRate } from '../../money/index.ts';
import type { Call } from './authentication.ts';
import { failure, success } from './envelope.ts';
import { type Refusal, refusal } from './errors.ts';
import { invoiceNumber } from './invoice-number.ts';
import { type InvoiceRequest, readInvoiceRequest } from './invoice-request.ts';
import { dueFor } from './pricing.ts';
import { showInvoice } from './show-invoice.ts';

/** https://developers.basicex.com/en/guide/invoice-states.html: an invoice lives 60 minutes, an address chosen for it 10. */
const LIFETIME_MILLISECONDS = 60 * 60_000;
const ADDRESS_LIFETIME_MILLISECONDS = 10 * 60_000;

/** `POST /v2/invoices`. */
export const createInvoiceCall: Call = async (dependencies, credential, request) => {
  const { core, loopbackCallbacks } = dependencies;
  const read = readInvoiceRequest(request, { loopbackCallbacks });
  if (!read.ok) return failure(request, read);
  const draft = await draftFor(core, credential.merchantId, read.value);
  if ('code' in draft) return failure(request, draft);
  const creation = await core.perform((transaction) => createInvoice(transaction, core, draft));
  if (creation.outcome !== 'created') return failure(request, duplicateOf(draft));
  return success(request, await showInvoice(dependencies, credential, creation.invoice));
};

/** The invoice as it would be created now, or why it cannot be. Asks the rate table and the rail, so it comes before the transaction. */
async function draftFor(core: Core, merchantId: string, wanted: InvoiceRequest): Promise<Invoice | Refusal> {
  const { orderNumber, price, description, memory, payer } = wanted;
  const due = await dueFor(core, price);
  if (due !== undefined && 'code' in due) return due;
  const now = core.environment.now();
  return draftInvoice(core, {
    merchantId,
    dialect: basicex.name,
    number: invoiceNumber(core),
    orderNumber,
    priced: price.amount,
    ...(due !== undefined && { due: due.amount }),
    ...(due?.rate !== undefined && { rate: formatRate(due.rate) }),
    ...(price.network !== undefined && {
      network: price.network,
      addressExpiresAt: now + ADDRESS_LIFETIME_MILLISECONDS,
    }),
    description,
    expiresAt: now + LIFETIME_MILLISECONDS,
    ...(payer !== undefined && { payer }),
    extra: { ...memory },
  });
}

/** Ours: order numbers are unique per merchant, says the documentation, but not what the second one gets. */
function duplicateOf({ orderNumber }: Invoice): Refusal {
  const message = `orderId ${orderNumber} exists already; read it with GET /v2/invoices/merchant/{orderId}.`;
  return refusal('order_duplicated', message, 'orderId');
}
