import Type, { type Static } from 'typebox';
import {
  approvePayout,
  type Core,
  listPayouts,
  type PayoutOutcome,
  rejectPayout,
  reviewPayout,
  type Transaction,
} from '../core/index.ts';
import { conflict, notFound, success } from './answers.ts';
import { onCsv } from './csv-request.ts';
import { jsonReader, OWNER, type Owner, oneOf, queryReader, strict, text } from './fields.ts';
import { merchantFor, noMerchant } from './merchants.ts';
import { nameOne, unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onQuery, onRail } from './operation.ts';
import { PAGE, pageLimit } from './page.ts';
import { importPayouts, readPayouts } from './payouts-csv.ts';
import { outcomeOperations, refusalText, showSending } from './sending-outcomes.ts';
import { payoutView } from './views.ts';

const listSchema = Type.Object(
  {
    ...OWNER,
    kind: Type.Optional(oneOf(['payout', 'settlement'])),
    state: Type.Optional(
      oneOf([
        'created',
        'confirmed',
        'review',
        'sent',
        'completed',
        'failed',
        'returned',
        'expired',
        'cancelled',
      ]),
    ),
    ...PAGE,
  },
  strict,
);

const NAMED = text("a payout's number, the merchant's reference, or its id.");
const findSchema = Type.Object({ payout: NAMED, ...OWNER }, strict);
const reviewSchema = Type.Object(
  { payout: NAMED, reason: Type.Optional(text('why, as the merchant is told.')), ...OWNER },
  strict,
);

type Review = (
  transaction: Transaction,
  core: Core,
  payout: { readonly merchantId: string; readonly id: string; readonly reason?: string },
) => Promise<PayoutOutcome>;

/** What an operator decides before the rail has a payout. */
const hold: Review = (transaction, core, payout) =>
  reviewPayout(transaction, core, { reason: 'Under review', ...payout });
const reject: Review = (transaction, core, payout) =>
  rejectPayout(transaction, core, { reason: 'Rejected in review', ...payout });

export const payoutOperations: readonly OperationRoute[] = [
  ['GET', '/payouts', onQuery(queryReader(listSchema), showPayouts)],
  ['GET', '/payouts/find', onQuery(queryReader(findSchema), showPayout)],
  ['POST', '/payouts/review', onBody(jsonReader(reviewSchema), decided(hold))],
  ['POST', '/payouts/approve', onBody(jsonReader(findSchema), decided(approvePayout))],
  ['POST', '/payouts/reject', onBody(jsonReader(reviewSchema), decided(reject))],
  ...outcomeOperations('payout', '/payouts', ['complete', 'fail', 'return']).map(
    ([method, path, operation]): OperationRoute => [method, path, onRail('manual', operation)],
  ),
  ['POST', '/payouts/import', onRail('manual', onCsv(readPayouts, importPayouts))],
];

async function showPayouts({ core }: OperatorDependencies, query: Static<typeof listSchema>) {
  const { merchantId, after, limit, ...filter } = query;
  const merchant = await merchantFor(core, merchantId);
  if (merchant === undefined) return noMerchant(merchantId);
  const { payouts, next } = await listPayouts(core.reader, core, {
    merchantId: merchant.id,
    ...filter,
    ...(after !== undefined && { before: after }),
    limit: pageLimit(limit),
  });
  return success(200, {
    now: core.environment.now(),
    payouts: payouts.map(payoutView),
    ...(next !== undefined && { next }),
  });
}

async function showPayout(dependencies: OperatorDependencies, query: Static<typeof findSchema>) {
  const naming = await nameOne(dependencies, 'payout', query.payout, query);
  return naming.ok
    ? showSending(dependencies, 'payout', naming.named, { withPerson: true })
    : unnamed(naming);
}

interface ReviewRequest extends Owner {
  readonly payout: string;
  readonly reason?: string;
}

function decided(review: Review) {
  return async (dependencies: OperatorDependencies, { payout: name, reason, ...owner }: ReviewRequest) => {
    const { core } = dependencies;
    const naming = await nameOne(dependencies, 'payout', name, owner);
    if (!naming.ok) return unnamed(naming);
    const { merchantId, id } = naming.named;
    const payout = { merchantId, id, ...(reason !== undefined && { reason }) };
    const outcome = await core.perform((transaction) => review(transaction, core, payout), {
      together: merchantId,
    });
    switch (outcome.outcome) {
      case 'not_found':
        return notFound(`There is no payout ${name}.`);
      case 'refused':
        return conflict(refusalText('payout', { reason: outcome.reason, state: outcome.payout.state }));
      case 'changed':
        return success(200, { now: core.environment.now(), payout: payoutView(outcome.payout) });
    }
  };
}
