import { errors } from 'undici';

/** What came back. Every status is an answer, a redirect's too: it is never followed. */
export interface OutgoingAnswer {
  readonly ok: true;
  readonly status: number;
  /** Names in small letters; a header that was sent twice is there twice. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** As it was sent, compressed if it was; its beginning only, if `isTruncated`. */
  readonly body: Uint8Array;
  /** Whether there was more than was asked for; it was not read, and the connection was closed. */
  readonly isTruncated: boolean;
}

/** With the first five, and a timeout of connecting, nothing was sent; with the others, the request may have arrived. */
export type OutgoingFailureCode =
  | 'request_invalid'
  | 'address_refused'
  | 'name_not_resolved'
  | 'connect_failed'
  | 'tls_failed'
  | 'timeout'
  | 'connection_lost'
  | 'answer_malformed'
  | 'aborted';

/** `connect` and all before it, resolving included; `headers` from then to the answer's headers; `total` all of it. */
export type TimeoutPhase = 'connect' | 'headers' | 'total';

interface Failed<Code extends OutgoingFailureCode> {
  readonly ok: false;
  readonly code: Code;
  /** A sentence that can be shown to whoever wrote the url. */
  readonly message: string;
}

export type OutgoingFailure =
  | Failed<Exclude<OutgoingFailureCode, 'timeout'>>
  | (Failed<'timeout'> & { readonly phase: TimeoutPhase });

export type OutgoingResult = OutgoingAnswer | OutgoingFailure;

/** Carries a failure through code that knows only errors. */
export class OutgoingError extends Error {
  readonly failure: OutgoingFailure;

  constructor(failure: OutgoingFailure, options?: ErrorOptions) {
    super(failure.message, options);
    this.name = 'OutgoingError';
    this.failure = failure;
  }
}

export function failed(code: Exclude<OutgoingFailureCode, 'timeout'>, message: string): OutgoingFailure {
  return { ok: false, code, message };
}

export function timedOut(phase: TimeoutPhase, milliseconds: number): OutgoingFailure {
  const message = `${TOO_LATE[phase]} within ${milliseconds} ms`;
  return { ok: false, code: 'timeout', phase, message };
}

const TOO_LATE: Readonly<Record<TimeoutPhase, string>> = {
  connect: 'there was no connection',
  headers: 'the headers of an answer did not come',
  total: 'there was no whole answer',
};

/** undici's codes, and those of Node's sockets on an established connection. */
const CODES: Readonly<
  Record<string, readonly [code: Exclude<OutgoingFailureCode, 'timeout'>, message: string]>
> = {
  UND_ERR_INVALID_ARG: ['request_invalid', 'the request has a header, method or path that cannot be sent'],
  UND_ERR_HEADERS_OVERFLOW: ['answer_malformed', 'the answer’s headers are too large'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['connection_lost', 'the answer is not as long as it says'],
  UND_ERR_DESTROYED: ['aborted', 'the gateway is stopping'],
  UND_ERR_CLOSED: ['aborted', 'the gateway is stopping'],
};
const LOST = 'the connection was closed before the answer was whole';
const MALFORMED = 'what came back is no HTTP/1.1 answer';

/** What an error of undici's means. */
export function failureOf(error: unknown): OutgoingFailure {
  if (error instanceof OutgoingError) return error.failure;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  const known = CODES[code];
  if (known !== undefined) return failed(...known);
  // The parser's, except where the answer merely ended; and undici's own for an answer that nobody asked for.
  const isParsers = error instanceof errors.HTTPParserError && !message.includes('EOF');
  const isUnasked = code === 'UND_ERR_SOCKET' && message.startsWith('bad ');
  return isParsers || isUnasked ? failed('answer_malformed', MALFORMED) : failed('connection_lost', LOST);
}
