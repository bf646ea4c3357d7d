import type { LosslessValue } from '@countersign/signing/json';
import type { GatewayRequest } from '../../http/exchange.ts';
import { bodyReader, parseJsonBody, type Read } from '../../http/json-body.ts';
import { type Amount, type Asset, type Coin, fromScaled, type NetworkId } from '../../money/index.ts';
import { coinNamed, fiatNamed } from './assets.ts';
import { type Refusal, refusal } from './errors.ts';
import { InvoiceFields } from './invoice-fields.ts';
import { type InvoiceMemory, type InvoicePayer, payerIn, rememberedOf } from './invoice-memory.ts';
import { networkNamed } from './networks.ts';
import { isCallbackAddress, isWebAddress } from './web-address.ts';

/** What a merchant asks for, with nothing left to check but rates. */
export interface InvoiceRequest {
  readonly orderNumber: string;
  readonly price: Price;
  readonly description: string;
  readonly memory: InvoiceMemory;
  readonly payer?: InvoicePayer;
}

/** How an invoice is priced: in the coin itself, or in fiat, where the coin may be left for the payer to choose. */
export interface Price {
  readonly amount: Amount;
  readonly coin?: Coin;
  /** Where it must be paid; always with a coin. */
  readonly network?: NetworkId;
}

/** The official client: "money_price max 2". Every currency of the list has two decimals. */
const FIAT_PRECISION_MAXIMUM = 2;

const readFields = bodyReader(InvoiceFields);

/** Reads the content of `POST /v2/invoices`. */
export function readInvoiceRequest(
  { headers, body }: Pick<GatewayRequest, 'headers' | 'body'>,
  options: { readonly loopbackCallbacks: boolean },
): Read<InvoiceRequest> | Refusal {
  const [, contentType = ''] = headers.find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  if (!/^application\/json\s*(?:;|$)/iu.test(contentType)) {
    return refusal('body_unreadable', 'Send the body as JSON, with Content-Type: application/json.');
  }
  const json = parseJsonBody(body);
  const fields = json.ok ? readFields(withOrderId(json.value)) : json;
  if (!fields.ok) {
    const [parameter = ''] = fields.field.split('.', 1);
    return refusal(parameter === '' ? 'body_unreadable' : 'parameter_invalid', fields.reason, parameter);
  }
  return understand(fields.value, options.loopbackCallbacks);
}

/**
 * The field is `orderId` in the table of fields and in the official client, but `orderNo` in the example of
 * https://developers.basicex.com/en/openapi_v2/making-requests.html. Ours: both are read, and `orderId` counts where both are sent.
 */
function withOrderId(content: LosslessValue): LosslessValue {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const fields = content as Readonly<Record<string, LosslessValue>>;
  return fields.orderId == null ? { ...fields, orderId: fields.orderNo ?? null } : content;
}

function understand(fields: InvoiceFields, loopbackAllowed: boolean): Read<InvoiceRequest> | Refusal {
  const price = readPrice(fields);
  if ('code' in price) return price;
  if (!isCallbackAddress(fields.notificationUrl, { loopbackAllowed })) {
    return invalid('notificationUrl', 'notificationUrl must be an https url without user name or password.');
  }
  if (fields.redirectUrl !== undefined && !isWebAddress(fields.redirectUrl)) {
    return invalid('redirectUrl', 'redirectUrl must be an http or https url without user name or password.');
  }
  const { orderId, description } = fields;
  const payer = payerIn(fields);
  const request = { orderNumber: orderId, price, description, memory: rememberedOf(fields) };
  return { ok: true, value: payer === undefined ? request : { ...request, payer } };
}

function readPrice(fields: InvoiceFields): Price | Refusal {
  const coin = fields.currency === undefined ? undefined : coinNamed(fields.currency);
  const network = readNetwork(fields, coin);
  if (typeof network === 'object') return network;
  const amount = fields.amountType === 'money_price' ? readFiatAmount(fields) : readCoinAmount(fields, coin);
  if ('code' in amount) return amount;
  return { amount, ...(coin !== undefined && { coin }), ...(network !== undefined && { network }) };
}

function readFiatAmount(fields: InvoiceFields): Amount | Refusal {
  const fiat = fields.fiat === undefined ? undefined : fiatNamed(fields.fiat);
  if (fiat === undefined) return invalid('fiat', 'fiat is required with amountType money_price.');
  return readAmount(fields, fiat, FIAT_PRECISION_MAXIMUM);
}

/** A fiat beside it is no error, since the official client's own tests send both, but it prices nothing: ours. */
function readCoinAmount(fields: InvoiceFields, coin: Coin | undefined): Amount | Refusal {
  if (coin === undefined) return invalid('currency', 'currency is required with amountType coin_amount.');
  return readAmount(fields, coin, coin.scale);
}

function readAmount(fields: InvoiceFields, asset: Asset, precisionMaximum: number): Amount | Refusal {
  const precision = Number(fields.precision);
  if (precision > precisionMaximum) {
    return invalid('precision', `precision must be at most ${precisionMaximum} for ${asset.code}.`);
  }
  const amount = fromScaled(BigInt(fields.amount), precision, asset);
  return 'problem' in amount ? invalid('amount', `amount ${amount.message}.`) : amount;
}

function readNetwork(
  { forcedChain }: InvoiceFields,
  coin: Coin | undefined,
): NetworkId | Refusal | undefined {
  if (forcedChain === undefined) return undefined;
  if (coin === undefined) return invalid('currency', 'currency is required with forcedChain.');
  const network = networkNamed(forcedChain);
  if (network !== undefined && coin.networks.some((home) => home.network === network)) return network;
  return invalid('forcedChain', `forcedChain: ${coin.code} cannot be paid on ${forcedChain}.`);
}

function invalid(parameter: string, message: string): Refusal {
  return refusal('parameter_invalid', message, parameter);
}
