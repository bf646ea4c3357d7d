import { type Credential, findMerchant, type Invoice, payerOf } from '../../core/index.ts';
import type { JsonFragment } from '../../http/json-fragment.ts';
import type { BasicexDependencies } from './dependencies.ts';
import { renderInvoice } from './invoice-object.ts';
import { ratesIn } from './pricing.ts';

/** The answer to every call about an invoice: how it stands now. */
export async function showInvoice(
  dependencies: BasicexDependencies,
  { merchantId, fields }: Credential,
  invoice: Invoice,
): Promise<JsonFragment> {
  const { core, publicUrls, merchantNames } = dependencies;
  const { asset } = invoice.priced;
  const isOpen = invoice.due === undefined;
  return renderInvoice(invoice, {
    merchantCode: fields.merchantNo ?? '',
    merchantName: merchantNames.get(merchantId) ?? (await readName(dependencies, merchantId)),
    payer: payerOf(core, invoice),
    rates: isOpen && asset.kind === 'fiat' ? await ratesIn(core, asset) : [],
    cashierUrl: `${publicUrls[0].base}/checkout/basicex/${invoice.number}`,
    now: core.environment.now(),
  });
}

async function readName({ core, merchantNames }: BasicexDependencies, merchantId: string): Promise<string> {
  const { name = '' } = (await findMerchant(core.reader, merchantId)) ?? {};
  if (name !== '') merchantNames.set(merchantId, name);
  return name;
}
