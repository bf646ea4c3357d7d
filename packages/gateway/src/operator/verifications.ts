import Type, { type Static } from 'typebox';
import { findMerchant } from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { notFound, success } from './answers.ts';
import { jsonReader, strict, text, wholeNumber } from './fields.ts';
import { noMerchant } from './merchants.ts';
import { type Operation, type OperationRoute, type OperatorDependencies, onBody } from './operation.ts';
import { beginVerification, type VerificationJob } from './verification-jobs.ts';

const startSchema = Type.Object(
  {
    merchantId: text("a merchant's id.", 64),
    kept: Type.Optional(
      Type.Object(
        {
          transfers: wholeNumber('how many transfers there were.'),
          head: Type.String({ pattern: '^[0-9a-f]{64}$' }),
        },
        { ...strict, description: '`transfers` and `head` of an earlier verification.' },
      ),
    ),
  },
  strict,
);

/**
 * Verifying years of books takes longer than a request may, so it goes on by itself: asking how it goes is answered once it has gone
 * further.
 */
export const verificationOperations: readonly OperationRoute[] = [
  ['POST', '/ledger/verifications', onBody(jsonReader(startSchema), startVerification)],
  ['GET', '/ledger/verifications/:id', showVerification],
];

const KEPT_MAXIMUM = 100;

async function startVerification(
  { core, verifications }: OperatorDependencies,
  { merchantId, kept }: Static<typeof startSchema>,
) {
  if ((await findMerchant(core.reader, merchantId)) === undefined) return noMerchant(merchantId);
  const place = kept && { transfers: Number(kept.transfers), head: kept.head };
  const job = beginVerification(core, merchantId, place === undefined ? {} : { kept: place });
  verifications.set(job.id, job);
  for (const [id, { result }] of verifications) {
    if (verifications.size <= KEPT_MAXIMUM) break;
    if (result !== undefined) verifications.delete(id);
  }
  return answerOf(job);
}

async function showVerification(
  ...[{ verifications }, { pathParameters }]: Parameters<Operation>
): Promise<GatewayResponse> {
  const { id = '' } = pathParameters;
  const job = verifications.get(id);
  return job === undefined ? notFound(`There is no verification ${id}: begin another.`) : answerOf(job);
}

async function answerOf(job: VerificationJob): Promise<GatewayResponse> {
  await job.further;
  const { id, merchantId, progress, result } = job;
  return result === undefined
    ? success(202, { id, merchantId, state: 'running', ...progress })
    : success(200, { id, merchantId, state: 'done', ...result });
}
