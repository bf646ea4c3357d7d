import Type, { type Static } from 'typebox';
import { listRates, putRate, type QuotedRate, type RateCommand } from '../core/index.ts';
import { formatRate, parseRate } from '../money/index.ts';
import { invalid, success } from './answers.ts';
import { onCsv } from './csv-request.ts';
import {
  assetCode,
  isProblem,
  jsonReader,
  queryReader,
  readAsset,
  strict,
  text,
  wholeNumber,
} from './fields.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onQuery } from './operation.ts';
import { cursorText, PAGE, pageLimit, pageOf, readCursor } from './page.ts';
import { readRatesCsv } from './rates-csv.ts';

const rateSchema = Type.Object(
  {
    base: assetCode(),
    quote: assetCode(),
    rate: text('a decimal above zero: what one of the base is worth in the quote.', 40),
    source: Type.Optional(text('who says so.')),
    validForMilliseconds: Type.Optional(wholeNumber('for how many milliseconds it holds.')),
  },
  strict,
);
const pageSchema = Type.Object(PAGE, strict);

export const rateOperations: readonly OperationRoute[] = [
  ['GET', '/rates', onQuery(queryReader(pageSchema), showRates)],
  ['PUT', '/rates', onBody(jsonReader(rateSchema), setRate)],
  ['POST', '/rates/import', onCsv(readRates, importRates)],
];

const SOURCE_USUAL = 'operator';

function readRates(file: string, { core }: OperatorDependencies) {
  return readRatesCsv(file, { now: core.environment.now(), source: SOURCE_USUAL });
}

async function importRates({ core }: OperatorDependencies, rates: readonly RateCommand[]) {
  await core.perform(async (transaction) => {
    for (const rate of rates) await putRate(transaction, rate);
  });
  return success(200, { imported: rates.length });
}

async function showRates({ core }: OperatorDependencies, { after, limit: asked }: Static<typeof pageSchema>) {
  const [quote = '', base = ''] = (after && readCursor(after, 2)) || [];
  const limit = pageLimit(asked);
  const rates = await listRates(core.reader, { after: { quote, base }, limit });
  const now = core.environment.now();
  return success(200, {
    now,
    rates: rates.map((each) => rateView(each, now)),
    ...pageOf(rates, ({ rate }) => cursorText([rate.quote.code, rate.base.code]), limit),
  });
}

async function setRate({ core }: OperatorDependencies, request: Static<typeof rateSchema>) {
  const [base, quote] = [readAsset(request.base, 'base'), readAsset(request.quote, 'quote')];
  if (isProblem(base)) return invalid(base.reason);
  if (isProblem(quote)) return invalid(quote.reason);
  if (base.code === quote.code) return invalid('quote: not the same asset as base.');
  const rate = parseRate(request.rate, { base, quote });
  if ('problem' in rate) return invalid(`rate ${rate.message}.`);
  const validFor = request.validForMilliseconds;
  if (validFor !== undefined && Number(validFor) === 0)
    return invalid('validForMilliseconds must be above zero.');
  const at = core.environment.now();
  const { source = SOURCE_USUAL } = request;
  const expiry = validFor === undefined ? {} : { expiresAt: at + Number(validFor) };
  await core.perform((transaction) =>
    putRate(transaction, { base, quote, rate: request.rate, source, at, ...expiry }),
  );
  return success(200, rateView({ rate, source, at, ...expiry }, at));
}

function rateView({ rate, ...quoted }: QuotedRate, now: number) {
  const { base, quote } = rate;
  const isStale = quoted.expiresAt !== undefined && quoted.expiresAt <= now;
  return { base: base.code, quote: quote.code, rate: formatRate(rate), ...quoted, isStale };
}
