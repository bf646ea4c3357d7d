import { CsvError, parse } from 'csv-parse/sync';

/** Rows become one transaction. Ours. */
export const CSV_ROWS_MAXIMUM = 10_000;

/** The columns of a file by name. All of them `required` must be there, in any order, and no others than these. */
export type CsvColumns = Readonly<Record<string, 'required' | 'optional'>>;

export interface CsvRow<Columns extends CsvColumns> {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  /** By column. An optional one that is empty, or not in the file, is absent. */
  readonly cells: {
    readonly [Name in keyof Columns as Columns[Name] extends 'required' ? Name : never]: string;
  } & { readonly [Name in keyof Columns as Columns[Name] extends 'required' ? never : Name]?: string };
}

/** What is wrong with one line, in words that follow it: "line 3: rate is empty". */
export interface CsvProblem {
  readonly line: number;
  readonly reason: string;
}

/** All of a file, or all that is wrong with it. */
export type CsvReading<Row> =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly problems: readonly CsvProblem[] };

/**
 * Reads a CSV file with a header (RFC 4180; either line ending, a byte order mark and blank lines do no harm): all of it or nothing.
 *
 * @example
 * readCsv('base,quote\nUSDT,USD\n', { base: 'required', quote: 'required', source: 'optional' });
 * // { ok: true, rows: [{ line: 2, cells: { base: 'USDT', quote: 'USD' } }] }
 */
export function readCsv<const Columns extends CsvColumns>(
  text: string,
  columns: Columns,
): CsvReading<CsvRow<Columns>> {
  const records = recordsOf(text);
  if (!records.ok) return records;
  const [header, ...lines] = records.rows;
  if (header === undefined) return { ok: false, problems: [{ line: 1, reason: headerWords(columns) }] };
  const reason = headerProblem(header.cells, columns);
  if (reason !== undefined) return { ok: false, problems: [{ line: header.line, reason }] };
  const last = lines[CSV_ROWS_MAXIMUM];
  if (last !== undefined) {
    const reason = `more than ${CSV_ROWS_MAXIMUM} rows; split the file`;
    return { ok: false, problems: [{ line: last.line, reason }] };
  }
  return convertRows({ ok: true, rows: lines }, ({ line, cells }) => {
    const reason = rowProblem(cells, header.cells, columns);
    if (reason !== undefined) return { problem: reason };
    const named = header.cells.map((name, index) => [name, cells[index] ?? ''] as const);
    const filled = Object.fromEntries(named.filter(([, cell]) => cell !== ''));
    return { row: { line, cells: filled as CsvRow<Columns>['cells'] } };
  });
}

/** Makes of each row what it stands for, or says what is wrong with it. */
export function convertRows<Row extends { readonly line: number }, Result>(
  reading: CsvReading<Row>,
  convert: (row: Row) => { readonly row: Result } | { readonly problem: string },
): CsvReading<Result> {
  if (!reading.ok) return reading;
  const rows: Result[] = [];
  const problems: CsvProblem[] = [];
  for (const row of reading.rows) {
    const converted = convert(row);
    if ('row' in converted) rows.push(converted.row);
    else problems.push({ line: row.line, reason: converted.problem });
  }
  return problems.length === 0 ? { ok: true, rows } : { ok: false, problems };
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(text: string): CsvReading<CsvRecord> {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    const parsed = parse(text.replaceAll('\r\n', '\n'), { ...options, record_delimiter: '\n' });
    const rows = (parsed as unknown as readonly ParsedRecord[]).map(({ record, info }) => ({
      line: info.lines - lineBreaksIn(record),
      cells: record,
    }));
    return { ok: true, rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = 'a quote is where none may be, or is never closed';
    return { ok: false, problems: [{ line: Number(error.lines ?? 1), reason }] };
  }
}

/** What csv-parse gives with `info`; its types leave it out. `lines` is where the record ends. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function lineBreaksIn(cells: readonly string[]): number {
  return cells.join('').split('\n').length - 1;
}

function headerWords(columns: CsvColumns): string {
  const names = Object.entries(columns).map(([name, need]) => (need === 'required' ? name : `[${name}]`));
  return `the header must name the columns ${names.join(',')}`;
}

function headerProblem(names: readonly string[], columns: CsvColumns): string | undefined {
  const unknown = names.find((name) => !Object.hasOwn(columns, name));
  if (unknown !== undefined) return `there is no column '${unknown}'; ${headerWords(columns)}`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `column ${twice} is there twice`;
  const missing = Object.keys(columns).find((name) => columns[name] === 'required' && !names.includes(name));
  if (missing !== undefined) return `column ${missing} is missing; ${headerWords(columns)}`;
  return undefined;
}

function rowProblem(cells: readonly string[], names: readonly string[], columns: CsvColumns) {
  if (cells.length !== names.length) return `${cells.length} cells, where the header has ${names.length}`;
  const empty = names.find((name, index) => columns[name] === 'required' && cells[index] === '');
  return empty === undefined ? undefined : `${empty} is empty`;
}
