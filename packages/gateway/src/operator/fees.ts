import Type, { type Static } from 'typebox';
import { CHARGED_OPERATIONS, type Fee, findMerchant, listFees, setFee, unsetFee } from '../core/index.ts';
import { amountOf, formatAmount, requireAsset } from '../money/index.ts';
import { invalid, notFound, success } from './answers.ts';
import {
  amountText,
  assetCode,
  isProblem,
  jsonReader,
  queryReader,
  readAmount,
  readAsset,
  strict,
  text,
} from './fields.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onQuery } from './operation.ts';
import { cursorText, PAGE, pageLimit, pageOf, readCursor } from './page.ts';

const NAMED_FEE = {
  merchantId: Type.Optional(text("the id of the merchant whose own it is; without it, everybody's.", 64)),
  operation: text(`what is charged for: ${CHARGED_OPERATIONS.join(', ')}.`, 64),
  asset: assetCode(),
};

const feeSchema = Type.Object(
  {
    ...NAMED_FEE,
    fixed: Type.Optional(amountText),
    percent: Type.Optional(
      Type.String({
        pattern: '^\\d{1,3}(\\.\\d{1,4})?$',
        description: 'a percentage of up to 4 decimals, such as 1.5.',
      }),
    ),
    minimum: Type.Optional(amountText),
    maximum: Type.Optional(amountText),
  },
  strict,
);
const unsetSchema = Type.Object(NAMED_FEE, strict);
const pageSchema = Type.Object(PAGE, strict);

export const feeOperations: readonly OperationRoute[] = [
  ['GET', '/fees', onQuery(queryReader(pageSchema), showFees)],
  ['PUT', '/fees', onBody(jsonReader(feeSchema), putFee)],
  ['DELETE', '/fees', onQuery(queryReader(unsetSchema), removeFee)],
];

const PERCENT_DECIMALS = 4;

async function showFees({ core }: OperatorDependencies, { after, limit: asked }: Static<typeof pageSchema>) {
  const [merchantId = '', operation = '', asset = ''] = (after && readCursor(after, 3)) || [];
  const limit = pageLimit(asked);
  const fees = await listFees(core.reader, { after: { merchantId, operation, asset }, limit });
  return success(200, {
    fees: fees.map(feeView),
    ...pageOf(fees, (fee) => cursorText([fee.merchantId, fee.operation, fee.asset]), limit),
  });
}

async function putFee({ core }: OperatorDependencies, request: Static<typeof feeSchema>) {
  const { merchantId, operation, percent = '0' } = request;
  const asset = readAsset(request.asset);
  if (isProblem(asset)) return invalid(asset.reason);
  const parts: Record<string, bigint> = {};
  for (const field of ['fixed', 'minimum', 'maximum'] as const) {
    const given = request[field];
    if (given === undefined) continue;
    const amount = readAmount(given, asset, field);
    if (isProblem(amount)) return invalid(amount.reason);
    parts[field] = amount.minor;
  }
  const proportionMillionths = millionthsOf(percent);
  if (merchantId !== undefined && (await findMerchant(core.reader, merchantId)) === undefined) {
    return notFound(`There is no merchant ${merchantId}.`);
  }
  const schedule = { ...parts, proportionMillionths };
  try {
    await core.perform((transaction) =>
      setFee(transaction, { operation, asset, schedule, ...(merchantId !== undefined && { merchantId }) }),
    );
  } catch (error) {
    // Its words are for whoever sets it; the proportion has another name here.
    if (error instanceof RangeError)
      return invalid(
        `${error.message.replace('proportionMillionths must be from 0 to 1000000', 'percent must be from 0 to 100')}.`,
      );
    throw error;
  }
  const { fixed = 0n, minimum = 0n, maximum } = parts;
  const fee = {
    merchantId: merchantId ?? '',
    operation,
    asset: asset.code,
    proportionMillionths,
    fixed,
    minimum,
  };
  return success(200, {
    ...feeView(maximum === undefined ? fee : { ...fee, maximum }),
    chargedOperations: CHARGED_OPERATIONS,
  });
}

/** The next charge goes by everybody's fee, or is free. */
async function removeFee({ core }: OperatorDependencies, request: Static<typeof unsetSchema>) {
  const { merchantId, operation } = request;
  const asset = readAsset(request.asset);
  if (isProblem(asset)) return invalid(asset.reason);
  const named = { operation, asset, ...(merchantId !== undefined && { merchantId }) };
  if (await core.perform((transaction) => unsetFee(transaction, named))) {
    return success(200, {
      ...(merchantId !== undefined && { merchantId }),
      operation,
      asset: asset.code,
      chargedOperations: CHARGED_OPERATIONS,
    });
  }
  const whose = merchantId === undefined ? 'Everybody' : `The merchant ${merchantId}`;
  const charged = CHARGED_OPERATIONS.join(', ');
  return notFound(`${whose} has no fee for ${operation} in ${asset.code}. What is charged for: ${charged}.`);
}

/** `1.5` percent is 15,000 millionths. */
function millionthsOf(percent: string): bigint {
  const [whole = '', decimals = ''] = percent.split('.');
  return BigInt(whole + decimals.padEnd(PERCENT_DECIMALS, '0'));
}

function percentOf(millionths: bigint): string {
  const digits = String(millionths).padStart(PERCENT_DECIMALS + 1, '0');
  return `${digits.slice(0, -PERCENT_DECIMALS)}.${digits.slice(-PERCENT_DECIMALS)}`.replace(/\.?0+$/u, '');
}

function feeView({ merchantId, operation, asset, fixed, proportionMillionths, minimum, maximum }: Fee) {
  const amount = (minor: bigint) => formatAmount(amountOf(requireAsset(asset), minor));
  return {
    ...(merchantId !== '' && { merchantId }),
    operation,
    asset,
    fixed: amount(fixed),
    percent: percentOf(proportionMillionths),
    minimum: amount(minimum),
    ...(maximum !== undefined && { maximum: amount(maximum) }),
  };
}
