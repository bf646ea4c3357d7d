import { type Credential, findMerchant, type Invoice, payerOf } from '../../core/index.ts';
import type { JsonFragment } from '../../http/json-fragment.ts';
import type { BasicexDependencies } from './dependencies.ts';
import { renderInvoice } from './invoice-object.ts';
import { ratesIn } from './pricing.ts';

/** The answer to every call about an invoice: how it stands now. */
export async function showInvoice(
  { core, publicUrls }: BasicexDependencies,
  { merchantId, fields }: Credential,
  invoice: Invoice,
): Promise<JsonFragment> {
  const { asset } = invoice.priced;
  const isOpen = invoice.due === undefined;
  const [merchant, rates] = await Promise.all([
    findMerchant(core.reader, merchantId),
    isOpen && asset.kind === 'fiat' ? ratesIn(core, asset) : [],
  ]);
  return renderInvoice(invoice, {
    merchantCode: fields.merchantNo ?? '',
    merchantName: merchant?.name ?? '',
    payer: payerOf(core, invoice),
    rates,
    cashierUrl: `${publicUrls[0].base}/checkout/basicex/${invoice.number}`,
    now: core.environment.now(),
  });
}
