import type { RateCommand } from '../core/index.ts';
import { findAsset, parseRate } from '../money/index.ts';
import { type CsvReading, type CsvRow, convertRows, readCsv } from './csv.ts';
import { parseTime } from './time.ts';

const COLUMNS = {
  base: 'required',
  quote: 'required',
  rate: 'required',
  source: 'optional',
  expires: 'optional',
} as const;

/**
 * Reads a file of rates, for `putRate`: all of them, or what is wrong with which line. `expires` is a time in ISO 8601 with its zone,
 * or Unix milliseconds.
 *
 * @param now since when the rates hold, in Unix milliseconds
 * @param source who says so, where the file does not say
 * @example readRatesCsv('base,quote,rate\nUSDT,USD,0.9999\n', { now: Date.now(), source: 'operator' })
 */
export function readRatesCsv(
  text: string,
  { now, source }: { readonly now: number; readonly source: string },
): CsvReading<RateCommand> {
  const lines = new Map<string, number>();
  return convertRows(readCsv(text, COLUMNS), (row) => {
    const command = commandOf(row, now, source);
    if (typeof command === 'string') return { problem: command };
    const pair = `${command.base.code}/${command.quote.code}`;
    const before = lines.get(pair);
    if (before !== undefined) return { problem: `${pair} is on line ${before} already` };
    lines.set(pair, row.line);
    return { row: command };
  });
}

function commandOf({ cells }: CsvRow<typeof COLUMNS>, at: number, otherwise: string): RateCommand | string {
  const { base: baseCode, quote: quoteCode, rate, source = otherwise, expires } = cells;
  const [base, quote] = [findAsset(baseCode), findAsset(quoteCode)];
  if (base === undefined) return `base '${baseCode}' is no asset`;
  if (quote === undefined) return `quote '${quoteCode}' is no asset`;
  if (base === quote) return 'base and quote are the same asset';
  const parsed = parseRate(rate, { base, quote });
  if ('problem' in parsed) return `rate ${parsed.message}`;
  if (expires === undefined) return { base, quote, rate, source, at };
  const expiresAt = parseTime(expires);
  if (expiresAt === undefined) {
    return `expires '${expires}' is no time; write 2026-11-21T12:00:00Z, or Unix milliseconds`;
  }
  if (expiresAt <= at) return `expires '${expires}' is past`;
  return { base, quote, rate, source, at, expiresAt };
}
