import { type DestinationStream, destination as fileDestination, type Logger, pino } from 'pino';
import type { Environment } from '../environment.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  readonly level: LogLevel;
  readonly environment: Environment;
  /** Where lines go; standard output unless told otherwise. */
  readonly destination?: DestinationStream;
}

const STANDARD_OUTPUT = 1;
/** Lines are written together: one write a line costs more than making it. What a `kill -9` can lose is at most this much. */
const BUFFER_BYTES = 8 * 1_024;
const FLUSH_EVERY_MILLISECONDS = 250;
/** Lines that nobody reads are dropped beyond this, before they fill the memory. */
const UNREAD_BYTES_MAXIMUM = 16 * 1_024 * 1_024;

/**
 * Makes the gateway's logger: one JSON object a line, on standard output, where a service's log is looked for (12factor.net/logs);
 * standard error is left to what stops the process.
 *
 * Nothing secret is filtered out here, because nothing secret is handed in: a line is made of the fields named below, never of
 * a request, its headers, its query or its body; and of an error only what `describeError` takes.
 */
export function createLogger({ level, environment, destination = standardOutput() }: LogOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: timestamps(environment),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** Pino's form of a time. Under load many lines share a millisecond, and its text. */
function timestamps({ now }: Environment): () => string {
  let last = Number.NaN;
  let text = '';
  return () => {
    const time = now();
    if (time !== last) text = `,"time":"${new Date(time).toISOString()}"`;
    last = time;
    return text;
  };
}

/** In bytes: of text, pino would count the whole buffer's anew with each line, which took three quarters of a line's time. */
function standardOutput(): DestinationStream {
  const file = fileDestination({
    fd: STANDARD_OUTPUT,
    contentMode: 'buffer',
    sync: false,
    minLength: BUFFER_BYTES,
    maxLength: UNREAD_BYTES_MAXIMUM,
    periodicFlush: FLUSH_EVERY_MILLISECONDS,
  });
  // Its types know of text only (https://github.com/pinojs/sonic-boom#api: `contentMode`).
  const write = file.write.bind(file) as unknown as (line: Uint8Array) => boolean;
  return { write: (line) => void write(Buffer.from(line, 'utf8')) };
}

/** One request, as its line in the log has it. */
export interface RequestEntry {
  readonly requestId: string;
  readonly surface: string;
  readonly method: string;
  /** The route's pattern; the raw path may hold what does not belong into a log. */
  readonly route: string;
  readonly status: number;
  readonly durationMilliseconds: number;
  readonly verdict?: string;
  readonly key?: string;
  readonly merchantId?: string;
}

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: ErrorDescription;
}

const CAUSES_MAXIMUM = 5;

/** Only these of an error's properties: a database's errors carry the values of the statement in others. */
export function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const stack = error.stack === undefined ? {} : { stack: error.stack };
  const hasCause = error.cause !== undefined && depth < CAUSES_MAXIMUM;
  const cause = hasCause ? { cause: describeError(error.cause, depth + 1) } : {};
  return { type: error.name, message: error.message, ...code, ...stack, ...cause };
}

const KEY_CHARACTERS_SHOWN = 6;

/** The beginning of a key: enough to tell merchants apart in a log, too little to use. EasyLink's app key is part of what is signed. */
export function maskKey(key: string): string {
  return key.length <= 2 * KEY_CHARACTERS_SHOWN ? '…' : `${key.slice(0, KEY_CHARACTERS_SHOWN)}…`;
}
