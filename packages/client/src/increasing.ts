import type { Answer } from './answer.ts';

/** Times are written in Unix seconds with four decimals, so the smallest step is a tenth of a millisecond. */
const TICKS_PER_MILLISECOND = 10;
const TICKS_PER_SECOND = 10_000;

/** Ours: as far ahead as a server accepts. A larger jump would only be refused, and could not be taken back. */
const ADVANCE_MILLISECONDS_MAXIMUM = 300_000;

/** Hands out times that are each greater than the last, whatever the clock does. */
export class IncreasingTimestamps {
  #lastTicks = 0;

  /** The clock's time, or the smallest step after the last one handed out. Unix milliseconds in and out. */
  next(nowMilliseconds: number): number {
    this.#lastTicks = Math.max(Math.floor(nowMilliseconds * TICKS_PER_MILLISECOND), this.#lastTicks + 1);
    return this.#lastTicks / TICKS_PER_MILLISECOND;
  }

  /** Continues after a time that another process has used. False where that is no help: it is behind us or far ahead. */
  advance(unixSeconds: string, nowMilliseconds: number): boolean {
    const ticks = Math.ceil(Number(unixSeconds) * TICKS_PER_SECOND);
    const furthest = (nowMilliseconds + ADVANCE_MILLISECONDS_MAXIMUM) * TICKS_PER_MILLISECOND;
    if (ticks < this.#lastTicks || ticks > furthest) return false;
    this.#lastTicks = ticks;
    return true;
  }
}

const UNIX_SECONDS = /^\d{1,13}(?:\.\d{1,6})?$/u;

interface RefusedTimestamp {
  readonly error?: { readonly code?: unknown; readonly last_ts?: unknown } | null;
}

/** The `last_ts` of `{"ok":false,"error":{"code":"TS_NOT_INCREASING","last_ts":"1651480109.1231"}}`. The shape is ours. */
export function lastTimestampIn({ status, body }: Answer): string | undefined {
  if (status < 400) return undefined;
  const { error } = (tryParse(body) ?? {}) as RefusedTimestamp;
  if (error?.code !== 'TS_NOT_INCREASING' || typeof error.last_ts !== 'string') return undefined;
  return UNIX_SECONDS.test(error.last_ts) ? error.last_ts : undefined;
}

function tryParse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
