/** What the server accepts at most. Every number is ours: the providers document none. */
export interface HttpLimits {
  readonly bodySizeBytes: number;
  /** Request line and all headers together. A certificate in BasicEx's `X-Identity` takes 2 to 4 KiB of it. */
  readonly headerSizeBytes: number;
  readonly headerCount: number;
  readonly urlLengthCharacters: number;
  readonly pathParameterLengthCharacters: number;
  readonly connections: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMilliseconds: number;
  /** From the first byte of a request to the last one of its body. */
  readonly requestTimeoutMilliseconds: number;
  /** How often the two timeouts above are looked after. */
  readonly timeoutCheckMilliseconds: number;
  /** How long a connection may be silent, also while we work on an answer. */
  readonly connectionTimeoutMilliseconds: number;
  /** How long a connection is kept for a next request. Longer than the minute that most load balancers keep theirs. */
  readonly keepAliveMilliseconds: number;
  /** How long requests in flight may take to finish once the server is closing. */
  readonly drainMilliseconds: number;
}

const KIBIBYTE = 1_024;
const SECOND = 1_000;

export const DEFAULT_LIMITS: HttpLimits = {
  bodySizeBytes: 1_024 * KIBIBYTE,
  headerSizeBytes: 16 * KIBIBYTE,
  headerCount: 100,
  urlLengthCharacters: 8 * KIBIBYTE,
  pathParameterLengthCharacters: 256,
  connections: 10_000,
  headersTimeoutMilliseconds: 10 * SECOND,
  requestTimeoutMilliseconds: 30 * SECOND,
  timeoutCheckMilliseconds: 5 * SECOND,
  connectionTimeoutMilliseconds: 60 * SECOND,
  keepAliveMilliseconds: 72 * SECOND,
  drainMilliseconds: 20 * SECOND,
};
