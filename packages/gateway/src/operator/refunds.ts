import Type, { type Static } from 'typebox';
import { listRefunds } from '../core/index.ts';
import { success } from './answers.ts';
import { OWNER, oneOf, queryReader, strict, text } from './fields.ts';
import { merchantFor, noMerchant } from './merchants.ts';
import { nameOne, unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onQuery, onRail } from './operation.ts';
import { PAGE, pageLimit } from './page.ts';
import { outcomeOperations, showSending } from './sending-outcomes.ts';
import { refundView } from './views.ts';

const listSchema = Type.Object(
  {
    ...OWNER,
    state: Type.Optional(oneOf(['requested', 'running', 'done', 'failed', 'cancelled'])),
    ...PAGE,
  },
  strict,
);
const findSchema = Type.Object(
  { refund: text("a refund's number, the merchant's reference, or its id."), ...OWNER },
  strict,
);

export const refundOperations: readonly OperationRoute[] = [
  ['GET', '/refunds', onQuery(queryReader(listSchema), showRefunds)],
  ['GET', '/refunds/find', onQuery(queryReader(findSchema), showRefund)],
  ...outcomeOperations('refund', '/refunds', ['complete', 'fail']).map(
    ([method, path, operation]): OperationRoute => [method, path, onRail('manual', operation)],
  ),
];

async function showRefunds({ core }: OperatorDependencies, query: Static<typeof listSchema>) {
  const { merchantId, after, limit, ...filter } = query;
  const merchant = await merchantFor(core, merchantId);
  if (merchant === undefined) return noMerchant(merchantId);
  const { refunds, next } = await listRefunds(core.reader, core, {
    merchantId: merchant.id,
    ...filter,
    ...(after !== undefined && { before: after }),
    limit: pageLimit(limit),
  });
  return success(200, {
    now: core.environment.now(),
    refunds: refunds.map(refundView),
    ...(next && { next }),
  });
}

async function showRefund(dependencies: OperatorDependencies, query: Static<typeof findSchema>) {
  const naming = await nameOne(dependencies, 'refund', query.refund, query);
  return naming.ok
    ? showSending(dependencies, 'refund', naming.named, { withPerson: true })
    : unnamed(naming);
}
