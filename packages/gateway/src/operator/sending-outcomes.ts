import Type from 'typebox';
import {
  findPayout,
  findRefund,
  type PayoutRefusal,
  type RefundRefusal,
  reportSending,
  runDueWork,
  WORK_HANDLERS,
} from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import { conflict, notFound, success } from './answers.ts';
import { jsonReader, OWNER, type Owner, strict, text } from './fields.ts';
import { nameOne, unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onBody } from './operation.ts';
import { payoutView, refundView } from './views.ts';

export type SendingKind = 'payout' | 'refund';

/** What is said of a sending in the rail's place, in an operator's words. */
const OUTCOMES = { complete: 'completed', fail: 'failed', return: 'returned', review: 'review' } as const;

export type Outcome = keyof typeof OUTCOMES;

const NAMED = text("the provider's number, the merchant's reference, or the id.");
const NAMES = { payout: { payout: NAMED }, refund: { refund: NAMED } } as const;

/** Only where something went otherwise than was wanted, there is a reason. */
const REASON = { reason: Type.Optional(text('why, as the merchant is told.')) };

function readerOf(kind: SendingKind, outcome: Outcome) {
  const reason = outcome === 'complete' ? {} : REASON;
  const schema = Type.Object({ ...NAMES[kind], ...reason, ...OWNER }, strict);
  return jsonReader(Type.Unsafe<NamedBody>(schema));
}

interface NamedSending extends Owner {
  readonly name: string;
}

/** One route for each outcome: `POST /payouts/complete`. */
export function outcomeOperations(
  kind: SendingKind,
  path: string,
  outcomes: readonly Outcome[],
): readonly OperationRoute[] {
  return outcomes.map((outcome) => [
    'POST',
    `${path}/${outcome}`,
    onBody(readerOf(kind, outcome), (dependencies, body) => {
      const { reason, ...named } = body;
      return reportOutcome(dependencies, kind, { ...named, name: named[kind] ?? '' }, { outcome, reason });
    }),
  ]);
}

/** What any of the readers gives. */
interface NamedBody extends Owner {
  readonly payout?: string;
  readonly refund?: string;
  readonly reason?: string;
}

/** Says in the rail's place how a sending went, and answers with what became of it. */
async function reportOutcome(
  dependencies: OperatorDependencies,
  kind: SendingKind,
  named: NamedSending,
  said: { readonly outcome: Outcome; readonly reason: string | undefined },
): Promise<GatewayResponse> {
  const naming = await nameOne(dependencies, kind, named.name, named);
  if (!naming.ok) return unnamed(naming);
  const { merchantId, id } = naming.named;
  const reported = await report(dependencies, { kind, merchantId, id, ...said });
  if (reported !== undefined) return reported.isFound ? conflict(reported.why) : notFound(reported.why);
  return showSending(dependencies, kind, { merchantId, id });
}

/** @returns why it was refused; undefined where it was not, and where it stands so already */
export async function report(
  { core }: OperatorDependencies,
  said: {
    readonly kind: SendingKind;
    readonly merchantId: string;
    readonly id: string;
    readonly outcome: Outcome;
    readonly reason: string | undefined;
  },
): Promise<{ readonly isFound: boolean; readonly why: string } | undefined> {
  const { kind, merchantId, id, outcome, reason } = said;
  // What was created a moment ago is due to be handed to the rail: the rail can say nothing of it before.
  await runDueWork(core, WORK_HANDLERS);
  const event = {
    type: 'sending',
    rail: core.rail.name,
    merchantId,
    kind,
    id,
    state: OUTCOMES[outcome],
  } as const;
  const reported = await reportSending(core, { ...event, ...(reason !== undefined && { reason }) });
  switch (reported.outcome) {
    case 'not_found':
      return { isFound: false, why: `There is no ${kind} ${id}.` };
    case 'refused':
      return { isFound: true, why: refusalText(kind, reported) };
    default:
      return undefined;
  }
}

const REFUSALS: Readonly<Record<PayoutRefusal | RefundRefusal, string>> = {
  repeated: 'it stands so already',
  ended: 'it has ended otherwise, which is final',
  out_of_turn: 'that cannot happen to it now',
  handed_over: 'the rail has it, and only the rail can say how it ends',
  not_handed_over: 'the rail was never asked to send it',
  too_late: 'it was not confirmed in time',
  too_early: 'it can still be confirmed',
};

/** Why something cannot happen to a payout or refund, and how it stands. */
export function refusalText(
  kind: SendingKind,
  { reason, state }: { readonly reason: PayoutRefusal | RefundRefusal; readonly state: string },
): string {
  return `The ${kind} is ${state}: ${REFUSALS[reason]}.`;
}

/** A payout or refund, with who is paid where: personal data. */
export async function showSending(
  { core }: OperatorDependencies,
  kind: SendingKind,
  key: { readonly merchantId: string; readonly id: string },
  options: { readonly withPerson?: boolean } = {},
): Promise<GatewayResponse> {
  const now = core.environment.now();
  if (kind === 'payout') {
    const payout = await findPayout(core.reader, core, key);
    if (payout === undefined) return notFound(`There is no payout ${key.id}.`);
    const { beneficiary, destination } = payout;
    return success(200, {
      now,
      payout: { ...payoutView(payout), ...(options.withPerson && { beneficiary, destination }) },
    });
  }
  const refund = await findRefund(core.reader, core, key);
  if (refund === undefined) return notFound(`There is no refund ${key.id}.`);
  const { destination } = refund;
  return success(200, { now, refund: { ...refundView(refund), ...(options.withPerson && { destination }) } });
}
