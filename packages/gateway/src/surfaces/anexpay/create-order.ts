import Type, { type Static } from 'typebox';
import {
  type Core,
  createInvoice,
  digits,
  draftInvoice,
  findRate,
  fingerprintOf,
  type Invoice,
  type Transaction,
} from '../../core/index.ts';
import { bodyReader, type FieldProblem, parseJsonBody, type Read } from '../../http/json-body.ts';
import {
  type Amount,
  convert,
  formatRate,
  inHouseFavour,
  inverse,
  parseAmount,
  type Rate,
  requireAsset,
} from '../../money/index.ts';
import { type Answer, failed, succeeded } from './envelope.ts';
import { IDENTIFIER_PATTERN } from './identifier.ts';
import { type OrderMemory, renderCreated, TOKENS } from './order.ts';

/** Lengths and the longest life are ours: no limit is documented. */
const TEXT = (description: string) => Type.String({ pattern: IDENTIFIER_PATTERN, description });
const EXPIRES_IN_SECONDS_MAXIMUM = 7 * 24 * 60 * 60;

const TOKEN_WORDS = `one of ${Object.keys(TOKENS).join(', ')}.`;
const EXPIRED_IN_WORDS = `the order's life in whole seconds, 1 to ${EXPIRES_IN_SECONDS_MAXIMUM}.`;

/** docs.anexpay.com/8422823m0; `merchantId` optional and `expiredIn` required, as ANexPay's own page has it. */
export const createOrderSchema = Type.Object({
  orderNo: TEXT("the merchant's unique order number, 1 to 64 characters without control characters."),
  customerId: TEXT("the payer's id in the merchant's system, 1 to 64 characters without control characters."),
  merchantId: Type.Optional(TEXT("the sub-merchant's id, 1 to 64 characters without control characters.")),
  orderAmount: Type.String({
    pattern: '^[0-9.]{1,40}$',
    description: 'the amount in USD as a plain decimal, for example 0.5.',
  }),
  token: Type.String({ pattern: '^\\w{1,16}$', description: TOKEN_WORDS }),
  fiat: Type.Optional(
    Type.String({ pattern: '^USD$', description: 'prices are in USD; leave it out or send "USD".' }),
  ),
  expiredIn: Type.String({
    pattern: '^[1-9][0-9]{0,6}$',
    description: EXPIRED_IN_WORDS,
  }),
});

export type CreateOrderRequest = Static<typeof createOrderSchema>;

const readRequest = bodyReader(createOrderSchema);

export interface CreateOrderCommand {
  readonly request: CreateOrderRequest;
  readonly priced: Amount;
}

/** Reads and checks the content of `POST /checkout/order/create`. Pure. */
export function readCreateOrder(content: Uint8Array): Read<CreateOrderCommand> | FieldProblem {
  const parsed = parseJsonBody(content);
  const read = parsed.ok ? readRequest(parsed.value) : parsed;
  if (!read.ok) return read;
  const request = read.value;
  if (!Object.hasOwn(TOKENS, request.token)) return problem('token', TOKEN_WORDS);
  if (Number(request.expiredIn) > EXPIRES_IN_SECONDS_MAXIMUM) {
    return problem('expiredIn', EXPIRED_IN_WORDS);
  }
  const priced = parseAmount(request.orderAmount, requireAsset('USD'));
  if ('problem' in priced)
    return { ok: false, field: 'orderAmount', reason: `orderAmount ${priced.message}` };
  if (priced.minor <= 0n) return problem('orderAmount', 'it must be greater than zero.');
  return { ok: true, value: { request, priced } };
}

function problem(field: string, description: string): FieldProblem {
  return { ok: false, field, reason: `${field} is not valid: ${description}` };
}

/** The order as it would be created now, or why it cannot be. Asks the rate table and the rail, so it comes before the work. */
export async function draftOrder(
  core: Core,
  merchantId: string,
  command: CreateOrderCommand,
): Promise<Invoice | Answer> {
  const { request, priced } = command;
  const token = TOKENS[request.token];
  if (token === undefined) return failed('invalid', `token is not valid: ${TOKEN_WORDS}`);
  const now = core.environment.now();
  const quoted = await findRate(core.reader, { base: token.asset, quote: priced.asset, now });
  if (quoted.outcome === 'stale')
    return failed('unavailable', `The rate for ${token.asset.code} in USD is stale at the moment.`);
  if (quoted.outcome === 'unknown')
    return failed('unavailable', `There is no rate for ${token.asset.code} in USD at the moment.`);
  const due = convert(priced, inverse(quoted.rate), inHouseFavour.received);
  if ('problem' in due) return failed('invalid', `orderAmount ${due.message}`);
  return draftInvoice(core, {
    merchantId,
    dialect: 'anexpay',
    number: `OR${digits(core.environment, 19)}`,
    orderNumber: request.orderNo,
    fingerprint: fingerprintOf(request),
    priced,
    due,
    rate: formatRate(quoted.rate),
    network: token.network,
    description: '',
    expiresAt: now + Number(request.expiredIn) * 1_000,
    extra: { ...memoryFor(request, quoted.rate) },
  });
}

function memoryFor(request: CreateOrderRequest, rate: Rate): OrderMemory {
  const { token, customerId, merchantId, expiredIn } = request;
  return {
    token,
    customerId,
    ...(merchantId === undefined ? {} : { merchantId }),
    expiredIn,
    exchangeRate: formatRate(rate),
  };
}

/** Stores the draft. An order number that is taken is refused: its fate was told to whoever used it first (ours). */
export async function storeOrder(
  transaction: Transaction,
  core: Core,
  order: Invoice,
  publicUrl: string,
): Promise<Answer> {
  const result = await createInvoice(transaction, core, order);
  if (result.outcome === 'created') return succeeded(renderCreated(result.invoice, publicUrl));
  return failed(
    'conflict',
    `orderNo ${order.orderNumber} exists already; look it up with GET /checkout/order/info.`,
  );
}
