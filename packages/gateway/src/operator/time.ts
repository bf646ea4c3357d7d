/** Unix milliseconds of the years 1973 to 5138: fewer digits are seconds, which are not meant here. */
const UNIX_MILLISECONDS = /^[0-9]{12,14}$/;
const ISO_8601 =
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;

/**
 * Reads a moment as operators write it: ISO 8601 with its zone, or Unix milliseconds.
 *
 * @returns Unix milliseconds, or undefined where it is neither
 * @example parseTime('2026-11-21T12:00:00+07:00') // 1795237200000
 */
export function parseTime(text: string): number | undefined {
  if (UNIX_MILLISECONDS.test(text)) return Number(text);
  const milliseconds = ISO_8601.test(text) && isDay(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** `Date.parse` takes a 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
