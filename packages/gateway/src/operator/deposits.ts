import Type, { type Static } from 'typebox';
import type { DepositOutcome } from '../core/index.ts';
import type { FieldProblem } from '../http/json-body.ts';
import { invalid, success } from './answers.ts';
import { type CsvReading, type CsvRow, convertRows, readCsv } from './csv.ts';
import { onCsv } from './csv-request.ts';
import { type DepositReport, record, refusalOf, reportDeposit } from './deposit-reports.ts';
import {
  amountText,
  assetCode,
  isProblem,
  jsonReader,
  OWNER,
  type Owner,
  readAsset,
  readPaid,
  strict,
  text,
  time,
} from './fields.ts';
import { unnamed } from './named.ts';
import { type OperationRoute, type OperatorDependencies, onBody, onRail } from './operation.ts';
import { assetOf, findSubject, paymentSubjectOf, type Subject, type SubjectKind } from './subjects.ts';
import { parseTime } from './time.ts';

const depositSchema = Type.Object(
  {
    invoice: Type.Optional(text("an invoice's number, the merchant's order number, or its id.")),
    virtualAccount: Type.Optional(
      text("a virtual account's number, its account number, the merchant's reference, or its id."),
    ),
    amount: amountText,
    asset: Type.Optional(assetCode()),
    externalId: text('what the deposit is known by: the same again changes nothing.'),
    occurredAt: Type.Optional(time),
    sender: Type.Optional(text('who sent it.')),
    ...OWNER,
  },
  strict,
);

export const depositOperations: readonly OperationRoute[] = [
  ['POST', '/deposits', onRail('manual', onBody(jsonReader(depositSchema), addDeposit))],
  ['POST', '/deposits/import', onRail('manual', onCsv(readDeposits, importDeposits))],
];

async function addDeposit(dependencies: OperatorDependencies, request: Static<typeof depositSchema>) {
  const { invoice, virtualAccount, occurredAt, ...given } = request;
  if ((invoice === undefined) === (virtualAccount === undefined)) {
    return invalid('invoice: give either invoice or virtualAccount.');
  }
  const kind = invoice === undefined ? 'virtual_account' : 'invoice';
  const finding = await findSubject(dependencies, { kind, name: invoice ?? virtualAccount ?? '' }, request);
  if (!finding.ok) return unnamed(finding);
  const report = reportOf(dependencies, finding.subject, {
    ...given,
    state: 'confirmed',
    ...(occurredAt !== undefined && { occurredAt: Number(occurredAt) }),
  });
  return isProblem(report) ? invalid(report.reason) : reportDeposit(dependencies, report);
}

interface DepositText {
  readonly amount: string;
  readonly asset?: string;
  readonly externalId: string;
  readonly state: DepositReport['state'];
  readonly occurredAt?: number;
  readonly sender?: string;
}

function reportOf(
  { core }: OperatorDependencies,
  subject: Subject,
  given: DepositText,
): DepositReport | FieldProblem {
  const { externalId, state, sender, occurredAt = core.environment.now() } = given;
  const asset = given.asset === undefined ? assetOf(subject) : readAsset(given.asset);
  if (asset === undefined)
    return { ok: false, field: 'asset', reason: 'asset: say which, since no coin was chosen.' };
  if (isProblem(asset)) return asset;
  const amount = readPaid(given.amount, asset);
  if (isProblem(amount)) return amount;
  return {
    subject: paymentSubjectOf(subject),
    externalId,
    amount,
    state,
    occurredAt,
    ...(sender !== undefined && { sender }),
  };
}

const COLUMNS = {
  payment: 'required',
  amount: 'required',
  external_id: 'required',
  kind: 'optional',
  asset: 'optional',
  state: 'optional',
  occurred_at: 'optional',
  sender: 'optional',
  merchant: 'optional',
  dialect: 'optional',
} as const;

interface DepositLine extends DepositText {
  readonly line: number;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly owner: Owner;
}

const KINDS: readonly SubjectKind[] = ['invoice', 'virtual_account'];
const STATES: readonly DepositReport['state'][] = ['seen', 'confirmed', 'rejected'];

function readDeposits(file: string): CsvReading<DepositLine> {
  return convertRows(readCsv(file, COLUMNS), (row) => {
    const line = depositLine(row);
    return typeof line === 'string' ? { problem: line } : { row: line };
  });
}

/** What a line says, as far as that can be told without looking anything up; or what is wrong with it. */
function depositLine({ line, cells }: CsvRow<typeof COLUMNS>): DepositLine | string {
  const { payment: name, amount, external_id: externalId, asset, sender, merchant, dialect } = cells;
  const kind = KINDS.find((each) => each === (cells.kind ?? 'invoice'));
  if (kind === undefined) return `kind '${cells.kind}' is none of ${KINDS.join(', ')}`;
  const state = STATES.find((each) => each === (cells.state ?? 'confirmed'));
  if (state === undefined) return `state '${cells.state}' is none of ${STATES.join(', ')}`;
  if (!/^\d{1,19}(?:\.\d{1,18})?$/u.test(amount)) return `amount '${amount}' is no decimal such as 12.5`;
  const named = asset === undefined ? undefined : readAsset(asset);
  if (named !== undefined && isProblem(named)) return named.reason;
  const occurredAt = cells.occurred_at === undefined ? undefined : parseTime(cells.occurred_at);
  if (cells.occurred_at !== undefined && occurredAt === undefined) {
    return `occurred_at '${cells.occurred_at}' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds`;
  }
  return {
    ...{ line, kind, name, amount, externalId, state },
    ...(asset !== undefined && { asset }),
    ...(occurredAt !== undefined && { occurredAt }),
    ...(sender !== undefined && { sender }),
    owner: {
      ...(merchant !== undefined && { merchantId: merchant }),
      ...(dialect !== undefined && { dialect }),
    },
  };
}

/** One line after the other, each for itself: reporting the whole file again does only what is left. */
async function importDeposits(dependencies: OperatorDependencies, lines: readonly DepositLine[]) {
  const results = [];
  for (const each of lines) results.push({ line: each.line, ...(await importLine(dependencies, each)) });
  return success(200, { results });
}

async function importLine(
  dependencies: OperatorDependencies,
  { kind, name, owner, ...given }: DepositLine,
): Promise<{ readonly outcome: DepositOutcome['outcome'] | 'refused'; readonly reason?: string }> {
  const finding = await findSubject(dependencies, { kind, name }, owner);
  if (!finding.ok) return { outcome: 'refused', reason: finding.detail };
  const report = reportOf(dependencies, finding.subject, given);
  if (isProblem(report)) return { outcome: 'refused', reason: report.reason };
  const recorded = await record(dependencies, report);
  const reason = refusalOf(recorded, report);
  return reason === undefined ? { outcome: recorded.outcome } : { outcome: 'refused', reason };
}
