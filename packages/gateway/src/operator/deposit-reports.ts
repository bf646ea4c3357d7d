import { type Deposit, type DepositEvent, type DepositOutcome, recordDeposit } from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { formatShortest } from '../money/index.ts';
import { balanceTooLarge, conflict, notFound, success } from './answers.ts';
import type { OperatorDependencies } from './operation.ts';
import { readSubject, type Subject } from './subjects.ts';
import { depositView, invoiceView, virtualAccountView } from './views.ts';

/** What the operator, or the sandbox's tester, says came in: all of a rail's event but what is the same each time. */
export type DepositReport = Omit<DepositEvent, 'type' | 'rail'>;

/** Reports a deposit as the gateway's rail does, and answers with what has become of its subject. */
export async function reportDeposit(
  dependencies: OperatorDependencies,
  report: DepositReport,
  others: object = {},
): Promise<GatewayResponse> {
  const outcome = await record(dependencies, report);
  const refusal = refusalOf(outcome, report);
  if (refusal !== undefined)
    return outcome.outcome === 'unknown_subject' ? notFound(refusal) : conflict(refusal);
  if (!('deposit' in outcome)) throw new Error(`a deposit that is ${outcome.outcome} was not refused`);
  const now = dependencies.core.environment.now();
  const subject = await readSubject(dependencies, report.subject);
  return success(200, {
    now,
    isRepeat: outcome.outcome === 'repeated',
    ...others,
    deposit: depositView(outcome.deposit),
    ...(subject && subjectView(subject, now)),
  });
}

export function record({ core }: OperatorDependencies, report: DepositReport): Promise<DepositOutcome> {
  return recordDeposit(core, { type: 'deposit', rail: core.rail.name, ...report });
}

/** Why what was reported cannot be; undefined where it was taken. */
export function refusalOf(outcome: DepositOutcome, { subject, amount }: DepositReport): string | undefined {
  if (outcome.outcome === 'unknown_subject')
    return `There is no ${subject.kind.replace('_', ' ')} ${subject.id}.`;
  if (outcome.outcome === 'too_large') return balanceTooLarge(amount.asset);
  return outcome.outcome === 'contradiction' ? contradictionText(outcome.existing, outcome.field) : undefined;
}

function contradictionText(existing: Deposit, field: 'subject' | 'amount' | 'state'): string {
  const { externalId, amount, state, subjectKind, subjectId } = existing;
  const before = {
    subject: `for the ${subjectKind.replace('_', ' ')} ${subjectId}`,
    amount: `as ${formatShortest(amount)} ${amount.asset.code}`,
    state: `as ${state}, which is final`,
  }[field];
  return `The deposit ${externalId} was reported before ${before}. Another deposit needs another external id.`;
}

function subjectView(subject: Subject, now: number): object {
  return subject.kind === 'invoice'
    ? { invoice: invoiceView(subject.invoice, now) }
    : { virtualAccount: virtualAccountView(subject.account, now) };
}
