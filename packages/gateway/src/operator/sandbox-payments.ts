import Type, { type Static } from 'typebox';
import { advance, findDeposit, type Invoice, type InvoiceState, stateAt } from '../core/index.ts';
import type { GatewayResponse } from '../http/exchange.ts';
import type { FieldProblem } from '../http/json-body.ts';
import { type Amount, amountOf } from '../money/index.ts';
import { conflict, invalid } from './answers.ts';
import { reportDeposit } from './deposit-reports.ts';
import {
  amountText,
  assetCode,
  isProblem,
  jsonReader,
  OWNER,
  readAsset,
  readPaid,
  strict,
  text,
} from './fields.ts';
import { unnamed } from './named.ts';
import type { OperatorDependencies } from './operation.ts';
import { assetOf, findSubject, paymentSubjectOf, type Subject } from './subjects.ts';

const paymentSchema = Type.Object(
  {
    invoice: Type.Optional(text("an invoice's number, the merchant's order number, or its id.")),
    virtualAccount: Type.Optional(text("a virtual account's number, the merchant's reference, or its id.")),
    amount: Type.Optional(amountText),
    asset: Type.Optional(assetCode()),
    late: Type.Optional(Type.Boolean({ description: 'true or false.' })),
    unconfirmed: Type.Optional(Type.Boolean({ description: 'true or false.' })),
    externalId: Type.Optional(text('what the deposit is known by: the same again changes nothing.')),
    ...OWNER,
  },
  strict,
);

type PaymentRequest = Static<typeof paymentSchema>;

export const readSandboxPayment = jsonReader(paymentSchema);

/** Pays as a payer would, on the sandbox's rail. The same external id again is the same payment. */
export async function paySandbox(
  dependencies: OperatorDependencies,
  request: PaymentRequest,
): Promise<GatewayResponse> {
  const { core } = dependencies;
  const { invoice, virtualAccount, late = false, unconfirmed = false } = request;
  if ((invoice === undefined) === (virtualAccount === undefined)) {
    return invalid('invoice: give either invoice or virtualAccount.');
  }
  const kind = invoice === undefined ? 'virtual_account' : 'invoice';
  const finding = await findSubject(dependencies, { kind, name: invoice ?? virtualAccount ?? '' }, request);
  if (!finding.ok) return unnamed(finding);
  const { subject } = finding;
  const { externalId = `sandbox-deposit-${core.newId()}` } = request;
  const earlier = await findDeposit(core.reader, { rail: core.rail.name, name: externalId });
  const isNew = earlier === undefined;
  const plan =
    isNew && subject.kind === 'invoice'
      ? planPayment(subject.invoice, late, core.environment.now())
      : AT_ONCE;
  if ('refusal' in plan) return conflict(plan.refusal);
  const amount = amountToPay(subject, request, earlier?.amount);
  if (isProblem(amount)) return invalid(amount.reason);
  const { advanceMilliseconds } = plan;
  if (advanceMilliseconds > 0) await advance(core, advanceMilliseconds);
  const report = {
    subject: paymentSubjectOf(subject),
    externalId,
    amount,
    state: unconfirmed ? 'seen' : 'confirmed',
    occurredAt: earlier?.occurredAt ?? core.environment.now(),
  } as const;
  return reportDeposit(
    dependencies,
    report,
    advanceMilliseconds > 0 ? { advancedMilliseconds: advanceMilliseconds } : {},
  );
}

interface PaymentPlan {
  /** How long to wait before it is paid. */
  readonly advanceMilliseconds: number;
}

const AT_ONCE: PaymentPlan = { advanceMilliseconds: 0 };

/** How an invoice in each state is paid: in time, or too late; and why not. */
const IN_TIME: Readonly<Record<InvoiceState, string | undefined>> = {
  pending: undefined,
  confirming: undefined,
  paid: undefined,
  expired: 'has expired; pay it late (--late) to see what becomes of such money',
  underpaid: 'has expired with too little; pay it late (--late) to see what becomes of such money',
  cancelled: 'was cancelled; pay it late (--late) to see what becomes of such money',
};
const TOO_LATE: typeof IN_TIME = {
  pending: undefined,
  confirming: 'waits for confirmations and does not expire meanwhile: it cannot be paid late',
  paid: 'is paid: it cannot be paid late; give an amount to pay too much',
  expired: undefined,
  underpaid: undefined,
  cancelled: undefined,
};

/** Paying late waits until just after the expiry: time is part of what is tried out, and moves for the whole gateway. Pure. */
function planPayment(
  invoice: Invoice,
  late: boolean,
  now: number,
): PaymentPlan | { readonly refusal: string } {
  const state = stateAt(invoice, now);
  const why = (late ? TOO_LATE : IN_TIME)[state];
  if (why !== undefined) return { refusal: `The invoice ${invoice.number} ${why}.` };
  if (invoice.due === undefined) {
    return { refusal: `Nobody can pay the invoice ${invoice.number} yet: no coin was chosen for it.` };
  }
  return { advanceMilliseconds: late && state === 'pending' ? invoice.expiresAt - now : 0 };
}

/** What was asked for, what was paid under this external id before, or what is still due. */
function amountToPay(
  subject: Subject,
  request: PaymentRequest,
  earlier: Amount | undefined,
): Amount | FieldProblem {
  const asset = request.asset === undefined ? (earlier?.asset ?? assetOf(subject)) : readAsset(request.asset);
  if (asset === undefined) throw new Error('what cannot be paid yet was not refused');
  if (isProblem(asset)) return asset;
  if (request.amount !== undefined) return readPaid(request.amount, asset);
  const amount = earlier ?? amountAskedFor(subject);
  return (
    amount ?? {
      ok: false,
      field: 'amount',
      reason: 'amount: nothing more is asked for; say how much to pay.',
    }
  );
}

/** What is still due of an invoice, or what an account with a fixed amount takes each time. */
function amountAskedFor(subject: Subject): Amount | undefined {
  if (subject.kind === 'virtual_account') return subject.account.fixed;
  const { due, received } = subject.invoice;
  return due !== undefined && received < due.minor ? amountOf(due.asset, due.minor - received) : undefined;
}
