import Type, { type Static } from 'typebox';
import {
  type AbnormalPayment,
  acceptAbnormalPayment,
  findAbnormalPayment,
  findMerchantOf,
  listAbnormalPayments,
} from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { amountOf } from '../money/index.ts';
import { conflict, notFound, success } from './answers.ts';
import { jsonReader, OWNER, oneOf, queryReader, strict, text } from './fields.ts';
import { merchantFor, noMerchant } from './merchants.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onQuery } from './operation.ts';
import { PAGE, pageLimit } from './page.ts';
import { REFUND, refundOf } from './refund-creation.ts';
import { readSubject } from './subjects.ts';
import { abnormalPaymentView } from './views.ts';

const listSchema = Type.Object(
  { ...OWNER, state: Type.Optional(oneOf(['open', 'accepted', 'refunded'])), ...PAGE },
  strict,
);
const NAMED = text("an abnormal payment's id.", 64);
const acceptSchema = Type.Object({ abnormalPayment: NAMED }, strict);
const refundSchema = Type.Object({ abnormalPayment: NAMED, ...REFUND }, strict);

export const abnormalPaymentOperations: readonly OperationRoute[] = [
  ['GET', '/abnormal-payments', onQuery(queryReader(listSchema), showAbnormalPayments)],
  ['POST', '/abnormal-payments/accept', onBody(jsonReader(acceptSchema), accept)],
  ['POST', '/abnormal-payments/refund', onBody(jsonReader(refundSchema), refund)],
];

/** Of each, the payment it came in for is looked up. */
const LISTED_MAXIMUM = 100;

async function showAbnormalPayments(dependencies: OperatorDependencies, query: Static<typeof listSchema>) {
  const { core, issuers } = dependencies;
  const { merchantId, dialect, state = 'open', after } = query;
  const limit = pageLimit(query.limit, LISTED_MAXIMUM);
  const merchant = await merchantFor(core, merchantId);
  if (merchant === undefined) return noMerchant(merchantId);
  const dialects = dialect === undefined ? Object.keys(issuers) : [dialect];
  const page = {
    merchantId: merchant.id,
    state,
    limit,
    ...(after !== undefined && { before: after }),
  };
  const lists = await Promise.all(
    dialects.map((each) => listAbnormalPayments(core.reader, { ...page, dialect: each })),
  );
  // Each dialect's page is newest first, so the newest of all are among them.
  const newest = lists
    .flatMap(({ payments }) => payments)
    .toSorted((left, right) => (left.id > right.id ? -1 : 1));
  const payments = newest.slice(0, limit);
  const last = payments.at(-1);
  const hasMore = newest.length > limit || lists.some(({ next }) => next !== undefined);
  return success(200, {
    abnormalPayments: await Promise.all(payments.map((each) => withSubject(dependencies, each))),
    ...(hasMore && last && { next: last.id }),
  });
}

/** With the number that merchants know what it came in for by. */
async function withSubject(dependencies: OperatorDependencies, payment: AbnormalPayment) {
  const { merchantId, dialect, subjectKind: kind, subjectId: id } = payment;
  const subject = await readSubject(dependencies, { merchantId, dialect, kind, id });
  const number = subject?.kind === 'invoice' ? subject.invoice.number : subject?.account.number;
  return { ...abnormalPaymentView(payment), subjectNumber: number };
}

async function find({ core }: OperatorDependencies, id: string): Promise<AbnormalPayment | undefined> {
  const merchantId = await findMerchantOf(core.reader, 'abnormal_payment', id);
  return merchantId === undefined ? undefined : findAbnormalPayment(core.reader, { merchantId, id });
}

const ACCEPTANCE_REFUSALS = {
  not_open: (state: string) => `is ${state} already`,
  refund_under_way: () => 'is being refunded: how much is left is known once that has ended',
} as const;

async function accept(
  dependencies: OperatorDependencies,
  { abnormalPayment: id }: Static<typeof acceptSchema>,
) {
  const { core } = dependencies;
  const found = await find(dependencies, id);
  if (found === undefined) return none(id);
  const accepted = await core.perform((transaction) => acceptAbnormalPayment(transaction, core, found), {
    together: found.merchantId,
  });
  switch (accepted.outcome) {
    case 'not_found':
      return none(id);
    case 'refused':
      return conflict(
        `The abnormal payment ${id} ${ACCEPTANCE_REFUSALS[accepted.reason](accepted.payment.state)}.`,
      );
    case 'accepted':
      return success(200, { abnormalPayment: await withSubject(dependencies, accepted.payment) });
  }
}

async function refund(dependencies: OperatorDependencies, request: Static<typeof refundSchema>) {
  const { abnormalPayment: id, ...asked } = request;
  const found = await find(dependencies, id);
  if (found === undefined) return none(id);
  const { merchantId, dialect, amount, refunding } = found;
  const title = `abnormal payment ${id}`;
  return refundOf(
    dependencies,
    {
      of: { abnormalId: id },
      merchantId,
      dialect,
      title,
      rest: amountOf(amount.asset, amount.minor - refunding),
      notRefundable: `The ${title} is no longer open: nothing of it can be refunded.`,
    },
    asked,
  );
}

function none(id: string): GatewayResponse {
  return notFound(`There is no abnormal payment ${id}.`);
}
