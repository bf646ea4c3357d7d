import { type Destination, type Invoice, type InvoiceState, stateAt } from '../../core/index.ts';
import { exactNumber } from '../../http/exact-number.ts';
import { type Asset, formatShortest, type NetworkId, requireAsset } from '../../money/index.ts';

/** `<CHAIN>_<COIN>`: `ETH_USDT` is the one shown in the documentation, the others follow its pattern (ours). */
export const TOKENS: Readonly<Record<string, { readonly network: NetworkId; readonly asset: Asset }>> = {
  ETH_USDT: { network: 'ethereum', asset: requireAsset('USDT') },
  ETH_USDC: { network: 'ethereum', asset: requireAsset('USDC') },
  TRON_USDT: { network: 'tron', asset: requireAsset('USDT') },
};

/** What a coin on a chain is called; where it has no name yet, by the same pattern, or by the coin alone. */
export function tokenOf(asset: Asset, network: NetworkId | undefined): string {
  const known = Object.entries(TOKENS).find(
    ([, token]) => token.asset.code === asset.code && token.network === network,
  );
  return known?.[0] ?? [network?.toUpperCase(), asset.code].filter(Boolean).join('_');
}

/** On which chain something is sent; on none to a bank. */
export function networkOf(destination: Destination): NetworkId | undefined {
  return destination.kind === 'address' ? destination.network : undefined;
}

/** What an order must remember beside what every invoice has. */
export interface OrderMemory {
  readonly token: string;
  readonly customerId: string;
  readonly merchantId?: string;
  readonly expiredIn: string;
  readonly exchangeRate: string;
}

/** docs.anexpay.com/8422826m0, without those of orders that are being refunded. */
export type OrderStatus = 'PAYING' | 'PAID' | 'TIMEOUT' | 'CANCELLED';

/** A partial or late payment does not change the order: it becomes an abnormal payment. */
const STATUSES: Readonly<Record<InvoiceState, OrderStatus>> = {
  pending: 'PAYING',
  confirming: 'PAYING',
  paid: 'PAID',
  underpaid: 'TIMEOUT',
  expired: 'TIMEOUT',
  cancelled: 'CANCELLED',
};

export function memoryOf({ extra }: Invoice): OrderMemory {
  return extra as unknown as OrderMemory;
}

/** The answer to CreateOrder: amounts are JSON numbers there, written exactly. */
export function renderCreated(order: Invoice, publicUrl: string): Readonly<Record<string, unknown>> {
  const { token, customerId, merchantId, expiredIn, exchangeRate } = memoryOf(order);
  const contract = TOKENS[token]?.asset;
  const network =
    contract?.kind === 'coin' ? contract.networks.find((each) => each.network === order.network) : undefined;
  return {
    sysid: order.number,
    orderNo: order.orderNumber,
    payingAmount: payingAmount(order),
    token,
    coinAddress: renderAddress(network?.contract ?? ''),
    exchangeRate: exactNumber(exchangeRate),
    depositAddress: renderAddress(order.address ?? ''),
    paymentUrl: `${publicUrl}/checkout/pay/${order.number}`,
    expiredIn: exactNumber(expiredIn),
    customerId,
    ...(merchantId === undefined ? {} : { merchantId }),
  };
}

/** The answer to GetOrderInfo. */
export function renderInformation(order: Invoice, now: number): Readonly<Record<string, unknown>> {
  const { token, customerId, merchantId, expiredIn } = memoryOf(order);
  return {
    sysid: order.number,
    orderNo: order.orderNumber,
    orderAmount: exactNumber(formatShortest(order.priced)),
    payingAmount: payingAmount(order),
    customerId,
    ...(merchantId === undefined ? {} : { merchantId }),
    expiredIn: exactNumber(expiredIn),
    token,
    txHash: '',
    depositAddress: renderAddress(order.address ?? ''),
    orderStatus: STATUSES[stateAt(order, now)],
    createdTime: localTime(order.createdAt),
    updatedTime: localTime(order.updatedAt),
  };
}

/** The documentation writes hexadecimal addresses in lower case; those of TRON are not hexadecimal. */
function renderAddress(address: string): string {
  return address.startsWith('0x') ? address.toLowerCase() : address;
}

export function payingAmount(order: Invoice): unknown {
  return order.due === undefined ? null : exactNumber(formatShortest(order.due));
}

/** `2025-09-26T14:49:09.294114`: ISO 8601 with microseconds and no zone, as in the documentation's sample. UTC is ours. */
function localTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000');
}
