import { StoreBusy, StoreUnavailable } from './errors.ts';

/**
 * Codes of PostgreSQL's appendix A, https://www.postgresql.org/docs/current/errcodes-appendix.html: connection exceptions,
 * exhausted resources, shutdowns and idle-session timeouts, and what Node's sockets say.
 */
const UNAVAILABLE = /^(?:08|53|57P|25P0[34])|^E[A-Z_]+$/u;
/** Lock not available in time, and statement cancelled after its timeout. */
const BUSY = new Set(['55P03', '57014']);
/** Serialization failure and deadlock: the transaction has to be run again. */
const SERIALIZATION_FAILURES = new Set(['40001', '40P01']);
/** The driver gives no code when a connection breaks off, was not to be had in time, or has fallen silent. */
const BROKEN =
  /^Connection terminated|^Client (?:has encountered a connection error|was closed)|^Query read timeout/u;
const POOL_EXHAUSTED = 'timeout exceeded when trying to connect';

/** What the store says of an error of the driver; the error itself if the statement is to blame. */
function postgresStoreError(error: unknown): unknown {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : '';
  if (BUSY.has(code) || message === POOL_EXHAUSTED) {
    return new StoreBusy('PostgreSQL did not answer in time', { cause: error });
  }
  if (UNAVAILABLE.test(code) || BROKEN.test(message)) {
    return new StoreUnavailable(`PostgreSQL cannot be reached (${code || message})`, { cause: error });
  }
  return error;
}

export function isSerializationFailure(error: unknown): boolean {
  return SERIALIZATION_FAILURES.has(codeOf(error));
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** The answer, or the driver's error as the store says it. */
export async function reported<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw postgresStoreError(error);
  }
}
