import Type, { type Static } from 'typebox';
import { balancesOf, statementOf } from '../core/index.ts';
import { formatAmount } from '../money/index.ts';
import { invalid, success } from './answers.ts';
import { assetCode, isProblem, OWNER, oneOf, queryReader, readAsset, strict, time } from './fields.ts';
import { merchantFor, noMerchant } from './merchants.ts';
import { type OperationRoute, type OperatorDependencies, onQuery } from './operation.ts';
import { cursorText, PAGE, pageLimit, readCursor } from './page.ts';
import { verificationOperations } from './verifications.ts';

const { merchantId } = OWNER;

const balancesSchema = Type.Object({ merchantId, asOf: Type.Optional(time) }, strict);

const statementSchema = Type.Object(
  {
    merchantId,
    asset: assetCode(),
    account: Type.Optional(oneOf(['available', 'held', 'pending', 'fees', 'rail', 'exchange'])),
    from: Type.Optional(time),
    until: Type.Optional(time),
    ...PAGE,
  },
  strict,
);

export const ledgerOperations: readonly OperationRoute[] = [
  ['GET', '/ledger/balances', onQuery(queryReader(balancesSchema), showBalances)],
  ['GET', '/ledger/statement', onQuery(queryReader(statementSchema), showStatement)],
  ...verificationOperations,
];

async function showBalances({ core }: OperatorDependencies, query: Static<typeof balancesSchema>) {
  const merchant = await merchantFor(core, query.merchantId);
  if (merchant === undefined) return noMerchant(query.merchantId);
  const asOf = query.asOf === undefined ? undefined : Number(query.asOf);
  const balances = await balancesOf(core.reader, merchant.id, asOf === undefined ? {} : { asOf });
  return success(200, {
    merchantId: merchant.id,
    at: asOf ?? core.environment.now(),
    balances: balances.map(({ asset, available, held, pending }) => ({
      asset: asset.code,
      available: formatAmount(available),
      held: formatAmount(held),
      pending: formatAmount(pending),
    })),
  });
}

async function showStatement({ core }: OperatorDependencies, query: Static<typeof statementSchema>) {
  const merchant = await merchantFor(core, query.merchantId);
  if (merchant === undefined) return noMerchant(query.merchantId);
  const asset = readAsset(query.asset);
  if (isProblem(asset)) return invalid(asset.reason);
  const { account: purpose = 'available', from, until } = query;
  const after = query.after === undefined ? undefined : placeOf(query.after);
  if (after === null) return invalid('after: `next` of the page before.');
  const { lines, next } = await statementOf(core.reader, {
    merchantId: merchant.id,
    asset,
    purpose,
    ...(from !== undefined && { from: Number(from) }),
    ...(until !== undefined && { until: Number(until) }),
    ...(after !== undefined && { after }),
    limit: pageLimit(query.limit),
  });
  return success(200, {
    lines: lines.map(({ amount, balance, ...line }) => ({
      ...line,
      amount: formatAmount(amount),
      balance: formatAmount(balance),
    })),
    ...(next && { next: cursorText([String(next.postedAt), String(next.position)]) }),
  });
}

function placeOf(cursor: string): { readonly postedAt: number; readonly position: number } | null {
  const [postedAt = '', position = ''] = readCursor(cursor, 2) ?? [];
  const isPlace = /^\d{1,15}$/u.test(postedAt) && /^\d{1,15}$/u.test(position);
  return isPlace ? { postedAt: Number(postedAt), position: Number(position) } : null;
}
