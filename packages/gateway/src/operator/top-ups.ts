import Type, { type Static } from 'typebox';
import { findMerchant, topUp } from '../core/index.ts';
import type { GatewayRequest } from '../http/exchange.ts';
import { formatAmount, formatShortest } from '../money/index.ts';
import { balanceTooLarge, conflict, invalid, success } from './answers.ts';
import { amountText, assetCode, isProblem, jsonReader, readAsset, readPaid, strict, text } from './fields.ts';
import { noMerchant } from './merchants.ts';
import { type OperationRoute, type OperatorDependencies, onBody } from './operation.ts';

const topUpSchema = Type.Object(
  {
    amount: amountText,
    asset: assetCode(),
    reference: text('your number for it: the same again changes nothing.'),
  },
  strict,
);

const readTopUp = jsonReader(topUpSchema);

export const topUpOperations: readonly OperationRoute[] = [
  [
    'POST',
    '/merchants/:id/top-ups',
    (dependencies, request) =>
      onBody(readTopUp, (_, body) => addTopUp(dependencies, merchantIn(request), body))(
        dependencies,
        request,
      ),
  ],
];

function merchantIn({ pathParameters }: GatewayRequest): string {
  return pathParameters.id ?? '';
}

/** Money that came in for no payment of the gateway's: funding by hand, or what a bank sent back. */
async function addTopUp(
  { core }: OperatorDependencies,
  merchantId: string,
  request: Static<typeof topUpSchema>,
) {
  const { reference } = request;
  const asset = readAsset(request.asset);
  if (isProblem(asset)) return invalid(asset.reason);
  const amount = readPaid(request.amount, asset);
  if (isProblem(amount)) return invalid(amount.reason);
  if ((await findMerchant(core.reader, merchantId)) === undefined) return noMerchant(merchantId);
  // The gateway's own transfers have other words before their numbers: no reference is one of theirs.
  const command = { merchantId, amount, reference: `top-up ${reference}` };
  const credited = await core.perform((transaction) => topUp(transaction, core, command), {
    together: merchantId,
  });
  switch (credited.outcome) {
    case 'conflict': {
      const { existing } = credited;
      const before =
        existing === undefined
          ? 'for something else'
          : `for ${formatShortest(existing)} ${existing.asset.code}`;
      return conflict(
        `The reference ${reference} was used before ${before}. Another top-up needs another reference.`,
      );
    }
    case 'too_large':
      return conflict(balanceTooLarge(asset));
    case 'posted':
    case 'repeated': {
      const isRepeat = credited.outcome === 'repeated';
      return success(isRepeat ? 200 : 201, {
        isRepeat,
        merchantId,
        reference,
        amount: formatAmount(amount),
        asset: asset.code,
      });
    }
  }
}
