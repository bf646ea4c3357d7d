import { type Invoice, type InvoiceState, stateAt } from '../../core/index.ts';
import { type JsonFragment, jsonObject } from '../../http/json-fragment.ts';
import { amountOf, type Coin, formatAmount, type Rate } from '../../money/index.ts';
import { FIAT_CURRENCIES, renderChain, renderCoin, renderFiat, writtenCoin } from './assets.ts';
import type { InvoicePayer } from './invoice-memory.ts';
import { namesOf } from './networks.ts';
import { coinsOf, renderRates } from './pricing.ts';

/** What an invoice looks like depends on, beside itself. */
export interface InvoiceSurroundings {
  readonly merchantCode: string;
  readonly merchantName: string;
  readonly payer: InvoicePayer;
  /** The latest rates in the invoice's fiat; only read while its coin is still to be chosen. */
  readonly rates: readonly Rate[];
  readonly cashierUrl: string;
  /** Unix milliseconds. */
  readonly now: number;
}

/**
 * https://developers.basicex.com/en/guide/invoice-states.html. The status of an underpaid invoice is not documented, its event
 * `invoice.partial_completed` is. Cancelling is not known there at all: ours.
 */
const STATUSES: Readonly<Record<InvoiceState, string>> = {
  pending: 'created',
  confirming: 'paid',
  paid: 'completed',
  underpaid: 'partial_completed',
  expired: 'expired',
  cancelled: 'expired',
};

/** The bit that says "priced in fiat"; the other bits of `type` are on a page that could not be read. */
const FIAT_CURRENCY_EXCHANGE = 1;

/**
 * InvoiceObject. Decimals and 64-bit integers are text, what is unset is null, but an unset fiat is empty: so the platform writes
 * them in webhooks that were observed.
 */
export function renderInvoice(invoice: Invoice, surroundings: InvoiceSurroundings): JsonFragment {
  const { priced, due, network } = invoice;
  const { merchantCode, merchantName, payer, rates, cashierUrl, now } = surroundings;
  const fiat = priced.asset.kind === 'fiat' ? priced.asset : undefined;
  const coin = coinOf(invoice);
  const { metadata = null, payerEmail = null } = payer;
  const payable = coin === undefined ? coinsOf(rates) : [coin];
  const written = coin === undefined ? undefined : writtenCoin(coin, network);
  return jsonObject({
    invoiceId: invoice.number,
    merOrderId: invoice.orderNumber,
    fiat: fiat?.code ?? '',
    currency: due?.asset.code ?? null,
    currencyInfo: written?.info ?? null,
    forcedChain: network === undefined ? null : namesOf(network)?.code,
    fiatAmount: fiat === undefined ? '0.00' : formatAmount(priced),
    fiatInfo: fiat === undefined ? null : renderFiat(fiat),
    description: invoice.description,
    metadata,
    payerEmail,
    merchantCode,
    merchantName,
    currencies: written?.list ?? payable.map((each) => renderCoin(each, network)),
    fiatCurrencies: FIAT_CURRENCIES,
    paymentInfo: renderPayment(invoice, payable),
    exchangeRate: fiat === undefined ? null : renderExchangeRate(invoice, rates),
    type: fiat === undefined ? 0 : FIAT_CURRENCY_EXCHANGE,
    status: STATUSES[stateAt(invoice, now)],
    cashierUrl,
  });
}

/** InvoicePaymentInfo. */
function renderPayment(invoice: Invoice, payable: readonly Coin[]) {
  const { due, received, network, address, addressExpiresAt } = invoice;
  const coin = coinOf(invoice);
  return {
    allowChainPayment: payable.some(({ networks }) => networks.length > 0),
    payeeAddress: address ?? null,
    network: coin === undefined || network === undefined ? null : renderChain(coin, network),
    totalAmount: due === undefined ? null : formatAmount(due),
    paidAmount: due === undefined ? null : formatAmount(amountOf(due.asset, received)),
    payeeAddressExpireTime: addressExpiresAt === undefined ? null : String(addressExpiresAt),
  };
}

/** InvoiceExchangeRate: fiat for one coin. Once the coin is fixed its rate is, too. */
function renderExchangeRate({ due, rate }: Invoice, latest: readonly Rate[]) {
  const fixed = due === undefined || rate === undefined ? undefined : { [due.asset.code]: rate };
  return { rate: fixed ?? renderRates(latest) };
}

function coinOf({ due }: Pick<Invoice, 'due'>): Coin | undefined {
  return due?.asset.kind === 'coin' ? due.asset : undefined;
}
