import Type, { type Static } from 'typebox';
import {
  findInvoice,
  findRefund,
  type Invoice,
  type RefundCommand,
  type RefundCreation,
  requestRefund,
} from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { type Amount, amountOf, formatShortest } from '../money/index.ts';
import { conflict, invalid, notFound, success } from './answers.ts';
import { DESTINATION, readDestination } from './destination.ts';
import { amountText, assetCode, isProblem, jsonReader, OWNER, readPaid, strict, text } from './fields.ts';
import { nameOne, unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onBody } from './operation.ts';
import { refundView } from './views.ts';

/** What every refund is asked for with, whatever it is of. */
export const REFUND = {
  amount: Type.Optional(amountText),
  asset: Type.Optional(assetCode()),
  reference: Type.Optional(text('your number for it: the same again changes nothing.')),
  ...DESTINATION,
};

const ASKED = Type.Object(REFUND, strict);

/** Whose money goes back: how the answers call it, and how much of it can go back yet. */
export interface RefundOrigin {
  readonly of: { readonly invoiceId: string } | { readonly abnormalId: string };
  readonly merchantId: string;
  readonly dialect: string;
  readonly title: string;
  readonly rest: Amount;
  /** What to say where nothing of it can go back, now or any more. */
  readonly notRefundable: string;
}

const createSchema = Type.Object(
  { invoice: text("an invoice's number, the merchant's order number, or its id."), ...REFUND, ...OWNER },
  strict,
);

export const refundCreationOperations: readonly OperationRoute[] = [
  ['POST', '/refunds', onBody(jsonReader(createSchema), createRefund)],
];

/** Gives back what an invoice has captured, or part of it. */
async function createRefund(dependencies: OperatorDependencies, request: Static<typeof createSchema>) {
  const naming = await nameOne(dependencies, 'invoice', request.invoice, request);
  if (!naming.ok) return unnamed(naming);
  const invoice = await findInvoice(dependencies.core.reader, naming.named);
  if (invoice === undefined) return notFound(`There is no invoice ${request.invoice}.`);
  const origin = originOf(invoice);
  return origin === undefined ? conflict(nothingIn(invoice)) : refundOf(dependencies, origin, request);
}

function originOf(invoice: Invoice): RefundOrigin | undefined {
  const { id, merchantId, dialect, number, due, captured, refunding } = invoice;
  if (due === undefined || captured === 0n) return undefined;
  return {
    of: { invoiceId: id },
    merchantId,
    dialect,
    title: `invoice ${number}`,
    rest: amountOf(due.asset, captured - refunding),
    notRefundable: nothingIn(invoice),
  };
}

function nothingIn({ number }: Invoice): string {
  return `The invoice ${number} has captured nothing: nothing of it can be refunded.`;
}

/** Asks for a refund, of all that is left unless it is said how much, and answers with it. */
export async function refundOf(
  dependencies: OperatorDependencies,
  origin: RefundOrigin,
  request: Static<typeof ASKED>,
): Promise<GatewayResponse> {
  const { core } = dependencies;
  const { of, merchantId, dialect, title, rest } = origin;
  const { asset } = rest;
  if (request.asset !== undefined && request.asset !== asset.code) {
    return invalid(`asset: the money came in as ${asset.code}, and goes back as that.`);
  }
  const amount =
    request.amount === undefined
      ? await allOf(dependencies, origin, request.reference)
      : readPaid(request.amount, asset);
  if (isProblem(amount)) return invalid(amount.reason);
  if (amount.minor === 0n) return conflict(`All of the ${title} is being refunded already.`);
  const destination = readDestination(request, asset);
  if (isProblem(destination)) return invalid(destination.reason);
  const number = core.newId();
  const { reference = number } = request;
  const command: RefundCommand = { merchantId, dialect, number, reference, amount, destination, ...of };
  const requested = await core.perform((transaction) => requestRefund(transaction, core, command), {
    together: merchantId,
  });
  return answerOf(requested, origin, { reference, now: core.environment.now() });
}

/** What is not being refunded yet; what was, where the same is asked for again. */
async function allOf(
  { core }: OperatorDependencies,
  { of, merchantId, dialect, rest }: RefundOrigin,
  reference: string | undefined,
): Promise<Amount> {
  if (reference === undefined) return rest;
  const earlier = await findRefund(core.reader, core, { merchantId, dialect, reference });
  if (earlier === undefined) return rest;
  // A refund of an abnormal payment knows the invoice that it came in for, too.
  const isSame =
    'abnormalId' in of
      ? earlier.abnormalId === of.abnormalId
      : earlier.abnormalId === undefined && earlier.invoiceId === of.invoiceId;
  return isSame ? earlier.amount : rest;
}

function answerOf(
  requested: RefundCreation,
  { title, notRefundable }: RefundOrigin,
  { reference, now }: { readonly reference: string; readonly now: number },
): GatewayResponse {
  switch (requested.outcome) {
    case 'created':
      return success(201, { now, refund: refundView(requested.refund) });
    case 'repeated':
      return success(200, { now, refund: refundView(requested.refund) });
    case 'conflict':
      return conflict(`The reference ${reference} is that of another refund: ${requested.existing.number}.`);
    case 'exceeds':
      return conflict(`Of the ${title}, ${formatShortest(requested.refundable)} can be refunded.`);
    case 'insufficient':
      return conflict(`The merchant has spent what came in for the ${title}: its balance does not cover it.`);
    case 'not_refundable':
      return conflict(notRefundable);
    case 'not_found':
      return notFound(`There is no ${title}.`);
  }
}
