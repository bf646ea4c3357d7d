import Type, { type Static } from 'typebox';
import { advance, findDeposit } from '../core/index.ts';
import { invalid, notFound, success } from './answers.ts';
import { reportDeposit } from './deposit-reports.ts';
import { jsonReader, strict, text, wholeNumber } from './fields.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onRail } from './operation.ts';
import { paySandbox, readSandboxPayment } from './sandbox-payments.ts';
import { outcomeOperations } from './sending-outcomes.ts';

const depositSchema = Type.Object({ deposit: text("a deposit's id or external id.") }, strict);
const advanceSchema = Type.Object(
  { milliseconds: wholeNumber('how long to advance, in milliseconds.') },
  strict,
);

/** Ten years: what is advanced by mistake cannot be taken back. */
const ADVANCE_MAXIMUM_MILLISECONDS = 10 * 366 * 86_400_000;

export const sandboxOperations: readonly OperationRoute[] = (
  [
    ['POST', '/sandbox/payments', onBody(readSandboxPayment, paySandbox)],
    ['POST', '/sandbox/deposits/confirm', onBody(jsonReader(depositSchema), decideDeposit('confirmed'))],
    ['POST', '/sandbox/deposits/reject', onBody(jsonReader(depositSchema), decideDeposit('rejected'))],
    ['POST', '/sandbox/advance', onBody(jsonReader(advanceSchema), advanceClock)],
    ...outcomeOperations('payout', '/sandbox/payouts', ['complete', 'fail', 'return', 'review']),
    ...outcomeOperations('refund', '/sandbox/refunds', ['complete', 'fail']),
  ] satisfies readonly OperationRoute[]
).map(([method, path, operation]) => [method, path, onRail('sandbox', operation)]);

function decideDeposit(state: 'confirmed' | 'rejected') {
  return async (dependencies: OperatorDependencies, { deposit: name }: Static<typeof depositSchema>) => {
    const { core } = dependencies;
    const deposit = await findDeposit(core.reader, { rail: core.rail.name, name });
    if (deposit === undefined) return notFound(`There is no deposit ${name}.`);
    const { merchantId, dialect, subjectKind: kind, subjectId: id, externalId, amount, occurredAt } = deposit;
    return reportDeposit(dependencies, {
      subject: { merchantId, dialect, kind, id },
      externalId,
      amount,
      occurredAt,
      state,
    });
  };
}

async function advanceClock({ core }: OperatorDependencies, request: Static<typeof advanceSchema>) {
  const milliseconds = Number(request.milliseconds);
  if (milliseconds === 0 || milliseconds > ADVANCE_MAXIMUM_MILLISECONDS) {
    return invalid(
      `milliseconds: more than 0, and at most ${ADVANCE_MAXIMUM_MILLISECONDS}, which is ten years.`,
    );
  }
  const { now, done, failures } = await advance(core, milliseconds);
  return success(200, { now, done, failed: failures.length });
}
