/**
 * What is said to a call, before it is put into the envelope, and encrypted where the call is. `code` 0 is success; clients are
 * to look at nothing else.
 */
export interface Answer {
  readonly code: number;
  readonly msg: string;
  readonly data: unknown;
}

interface FailureEntry {
  readonly code: number;
  /** How `msg` begins. */
  readonly title: string;
}

/**
 * No list of codes is published. These were observed at the test environment, always with HTTP status 200.
 */
const OBSERVED = {
  internal: { code: 500, title: 'Service deviation' },
  unavailable: { code: 900, title: 'Too frequent' },
  signature: { code: 1005, title: 'Signature error' },
  form: { code: 8002, title: '' },
  // Observed for `fileType` of an upload; for other parameters ours.
  parameter: { code: 10301, title: '' },
} as const satisfies Record<string, FailureEntry>;

/** Ours, where nothing was observed: neighbours of 1005, and HTTP's numbers as with 401, 403 and 500. */
const OURS = {
  credential: { code: 1001, title: 'Credential error' },
  timestamp: { code: 1002, title: 'Timestamp error' },
  address: { code: 1003, title: 'Address not allowed' },
  request_id: { code: 1004, title: 'Request id error' },
  payload: { code: 1006, title: 'Payload error' },
  malformed: { code: 400, title: 'Bad request' },
  not_found: { code: 404, title: 'Not found' },
  method: { code: 405, title: 'Method not allowed' },
  too_large: { code: 413, title: 'Too large' },
} as const satisfies Record<string, FailureEntry>;

const FAILURES = { ...OBSERVED, ...OURS };

export type Failure = keyof typeof FAILURES;

export function succeeded(data: unknown): Answer {
  return { code: 0, msg: 'Success', data };
}

export function failed(failure: Failure, detail: string): Answer {
  const { code, title } = FAILURES[failure];
  return { code, msg: title === '' ? detail : `${title}: ${detail}`, data: null };
}
