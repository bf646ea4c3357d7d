import { UsageError } from '../ending.ts';

export const TIME_HELP =
  'Unix milliseconds, Unix seconds with decimals, or ISO 8601 with its zone; default: now';

const UNIX_TIME = /^\d{1,15}(?:\.\d{1,6})?$/u;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/u;

/** Whole numbers from here on are milliseconds, and seconds below: 1973 in the one, the year 5138 in the other. */
const SMALLEST_MILLISECONDS = 100_000_000_000;

/** Unix milliseconds from what the flag says; they have decimals where seconds with four decimals ask for it. */
export function parseTime(text: string, flag = '--at'): number {
  if (UNIX_TIME.test(text)) {
    const number = Number(text);
    return number >= SMALLEST_MILLISECONDS ? number : number * 1_000;
  }
  const milliseconds = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) {
    throw new UsageError(
      `${flag}: '${text}' is no time; write 1760000000000, 1760000000.1234 or 2026-11-21T12:00:00Z`,
    );
  }
  return milliseconds;
}
