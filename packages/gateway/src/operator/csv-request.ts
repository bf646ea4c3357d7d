import type { GatewayResponse } from '../http/exchange.ts';
import { success } from './answers.ts';
import type { CsvProblem, CsvReading } from './csv.ts';
import type { Operation, OperatorDependencies } from './operation.ts';

/** Longer files are to be split. Just below what a request may hold. */
const SIZE_BYTES_MAXIMUM = 1_000_000;
const PROBLEMS_SHOWN_MAXIMUM = 20;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** An operation on a CSV file that was read whole. Of a file of which a line is wrong, nothing is done: each such line is told. */
export function onCsv<Row>(
  read: (text: string, dependencies: OperatorDependencies) => CsvReading<Row>,
  operation: (dependencies: OperatorDependencies, rows: readonly Row[]) => Promise<GatewayResponse>,
): Operation {
  return async (dependencies, { body }) => {
    const text = textOf(body);
    const reading =
      typeof text === 'string' ? read(text, dependencies) : { ok: false as const, problems: [text] };
    return reading.ok ? operation(dependencies, reading.rows) : invalidCsv(reading.problems);
  };
}

export function invalidCsv(problems: readonly CsvProblem[]): GatewayResponse {
  const shown = problems.slice(0, PROBLEMS_SHOWN_MAXIMUM);
  const count = problems.length === 1 ? 'A line is wrong' : `${problems.length} lines are wrong`;
  const first = shown.length < problems.length ? ` The first ${shown.length}:` : '';
  return success(400, {
    error: 'invalid',
    detail: `${count}, and nothing was done.${first}`,
    problems: shown,
  });
}

function textOf(content: Uint8Array): string | CsvProblem {
  if (content.length > SIZE_BYTES_MAXIMUM) {
    return { line: 1, reason: `the file has more than ${SIZE_BYTES_MAXIMUM} bytes; split it` };
  }
  try {
    return strictUtf8.decode(content);
  } catch {
    return { line: 1, reason: 'the file is not UTF-8' };
  }
}
