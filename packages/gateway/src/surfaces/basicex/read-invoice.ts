import { basicex } from '@countersign/signing';
import { findInvoice } from '../../core/index.ts';
import type { Call } from './authentication.ts';
import { failure, success } from './envelope.ts';
import { refusal } from './errors.ts';
import { ORDER_NUMBER } from './invoice-fields.ts';
import { INVOICE_NUMBER } from './invoice-number.ts';
import { showInvoice } from './show-invoice.ts';

/** `GET /v2/invoices/{invoiceId}`, by the platform's number. */
export const readInvoiceCall: Call = readBy('invoiceId', INVOICE_NUMBER, (number) => ({ number }));

/** `GET /v2/invoices/merchant/{orderId}`, by the merchant's own. */
export const readInvoiceOfOrderCall: Call = readBy('orderId', ORDER_NUMBER, (orderNumber) => ({
  orderNumber,
}));

/** An invoice of another merchant is as absent as one that never was: one code says both. */
function readBy(
  parameter: string,
  form: RegExp,
  key: (text: string) => { readonly number: string } | { readonly orderNumber: string },
): Call {
  return async (dependencies, credential, request) => {
    const { [parameter]: text = '' } = request.pathParameters;
    // What cannot be a number is not looked for: a store need not be able to hold it.
    const { merchantId } = credential;
    const invoice = form.test(text)
      ? await findInvoice(dependencies.core.reader, { merchantId, dialect: basicex.name, ...key(text) })
      : undefined;
    if (invoice !== undefined) return success(request, await showInvoice(dependencies, credential, invoice));
    return failure(request, refusal('invoice_not_found', `There is no invoice with this ${parameter}.`));
  };
}
