interface ProblemEntry {
  readonly status: number;
  readonly detail: string;
}

/** What can be wrong with a request before, or beside, anything a provider's API says. Codes are stable. */
const PROBLEMS = {
  not_found: {
    status: 404,
    detail: 'There is nothing at this path. Paths are matched as sent, slashes and case included.',
  },
  method_not_allowed: { status: 405, detail: 'This path takes another method.' },
  request_malformed: { status: 400, detail: 'The request is not well-formed HTTP/1.1.' },
  host_invalid: { status: 400, detail: 'Send the Host header once.' },
  url_malformed: { status: 400, detail: 'The url is not percent-encoded UTF-8, or has a fragment.' },
  url_too_long: { status: 414, detail: 'The url is too long.' },
  headers_too_many: { status: 431, detail: 'The request has too many headers.' },
  headers_too_large: { status: 431, detail: 'The request line and headers are too large.' },
  content_type_malformed: { status: 415, detail: 'The Content-Type header is not a media type.' },
  body_too_large: { status: 413, detail: 'The body is too large.' },
  body_incomplete: { status: 400, detail: 'The body is not as long as its Content-Length says.' },
  request_aborted: { status: 499, detail: 'The connection was closed before the request had arrived.' },
  request_timeout: { status: 408, detail: 'The request took too long to arrive.' },
  unavailable: {
    status: 503,
    detail: 'The service cannot answer at the moment. Send the request again later.',
  },
  internal: { status: 500, detail: 'Something went wrong here. Quote the request id when you ask about it.' },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A refusal that no provider documents, for a surface to put into its own envelope. `status` is what HTTP suggests. */
export interface Problem {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  /** The methods that the path takes, where the problem is the method. */
  readonly allow?: readonly string[];
}

export function problem(code: ProblemCode): Problem {
  return { code, ...PROBLEMS[code] };
}

export function methodNotAllowed(allow: readonly string[]): Problem {
  return { ...problem('method_not_allowed'), allow };
}

/** Thrown by a handler that cannot answer now and has done nothing: the client may try again. */
export class Unavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unavailable';
  }
}
