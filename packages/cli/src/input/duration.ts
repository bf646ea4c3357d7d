import { UsageError } from '../ending.ts';

export const DURATION_HELP = '90s, 30m, 2h, 30d, or several together: 1h30m';

/** In milliseconds, longest first. */
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

const DURATION = /^(?:\d{1,6}[dhms])+$/u;
const PART = /(\d+)([dhms])/gu;

/** Milliseconds from what `flag` says. */
export function parseDuration(text: string, flag: string): number {
  let milliseconds = 0;
  if (DURATION.test(text)) {
    for (const [, count, unit] of text.matchAll(PART)) {
      milliseconds += Number(count) * UNITS[unit as keyof typeof UNITS];
    }
  }
  if (milliseconds === 0) throw new UsageError(`${flag}: '${text}' is no duration; write ${DURATION_HELP}`);
  return milliseconds;
}

/** `1h30m`; what is less than a second is left out. */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  const parts = Object.entries(UNITS).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}
