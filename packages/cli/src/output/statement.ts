import type { Output } from '../environment.ts';
import { timeText } from './money.ts';
import { textTable } from './table.ts';

/** What the operator API tells of one posting. */
export interface StatementLine {
  readonly position: number;
  readonly kind: string;
  readonly reference: string;
  readonly amount: string;
  readonly balance: string;
  readonly postedAt: number;
}

export function statementTable(lines: readonly StatementLine[]): string {
  const rows = lines.map(({ position, postedAt, kind, reference, amount, balance }) => [
    String(position),
    timeText(postedAt),
    kind,
    reference,
    amount,
    balance,
  ]);
  return textTable(['POSITION', 'TIME', 'KIND', 'REFERENCE', 'AMOUNT', 'BALANCE'], rows);
}

const CSV_HEADING = 'position,time,kind,reference,amount,balance\n';

/** As it comes, so that a long statement takes no memory. */
export async function writeStatementCsv(
  output: Output,
  pages: AsyncIterable<readonly StatementLine[]>,
  limit: number,
): Promise<void> {
  output.write(CSV_HEADING);
  let left = limit;
  for await (const page of pages) {
    output.write(page.slice(0, left).map(csvLine).join(''));
    left -= page.length;
    if (left <= 0) return;
  }
}

function csvLine({ position, postedAt, kind, reference, amount, balance }: StatementLine): string {
  const time = new Date(postedAt).toISOString();
  return `${[String(position), time, kind, reference, amount, balance].map(csvCell).join(',')}\n`;
}

/** RFC 4180 §2. */
function csvCell(text: string): string {
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
