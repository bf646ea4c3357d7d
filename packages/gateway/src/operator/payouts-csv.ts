import { success } from './answers.ts';
import { type CsvReading, convertRows, readCsv } from './csv.ts';
import type { Owner } from './fields.ts';
import { nameOne } from './named.ts';
import type { OperatorDependencies } from './operation.ts';
import { type Outcome, report } from './sending-outcomes.ts';

const COLUMNS = {
  payout: 'required',
  outcome: 'required',
  reason: 'optional',
  merchant: 'optional',
  dialect: 'optional',
} as const;

const OUTCOMES: readonly Outcome[] = ['complete', 'fail', 'return'];

interface PayoutLine {
  readonly line: number;
  readonly payout: string;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
  readonly owner: Owner;
}

/** How payouts went that an operator carried out by hand. */
export function readPayouts(file: string): CsvReading<PayoutLine> {
  return convertRows(readCsv(file, COLUMNS), ({ line, cells }) => {
    const { payout, reason, merchant, dialect } = cells;
    const outcome = OUTCOMES.find((each) => each === cells.outcome);
    if (outcome === undefined)
      return { problem: `outcome '${cells.outcome}' is none of ${OUTCOMES.join(', ')}` };
    if (outcome === 'complete' && reason !== undefined)
      return { problem: 'a payout that completes has no reason' };
    const owner = {
      ...(merchant !== undefined && { merchantId: merchant }),
      ...(dialect !== undefined && { dialect }),
    };
    return { row: { line, payout, outcome, reason, owner } };
  });
}

/** One line after the other, each for itself: reporting the whole file again does only what is left. */
export async function importPayouts(dependencies: OperatorDependencies, lines: readonly PayoutLine[]) {
  const results = [];
  for (const each of lines) {
    const reason = await importLine(dependencies, each);
    results.push({
      line: each.line,
      ...(reason === undefined ? { outcome: 'done' } : { outcome: 'refused', reason }),
    });
  }
  return success(200, { results });
}

/** @returns why it was refused; undefined where it was done */
async function importLine(
  dependencies: OperatorDependencies,
  { payout, outcome, reason, owner }: PayoutLine,
): Promise<string | undefined> {
  const naming = await nameOne(dependencies, 'payout', payout, owner);
  if (!naming.ok) return naming.detail;
  const { merchantId, id } = naming.named;
  return (await report(dependencies, { kind: 'payout', merchantId, id, outcome, reason }))?.why;
}
