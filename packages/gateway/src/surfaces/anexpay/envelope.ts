import type { FieldProblem } from '../../http/json-body.ts';

/** An answer before it is signed. `retcode` is `"200"` on success (docs.anexpay.com); numbers inside are written exactly. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * ANexPay documents conditions but no error codes. Ours: the HTTP status, and `retcode` as the same number in text, so that a
 * client that looks only at one of the two is right.
 */
export const FAILURES = {
  invalid: 400,
  unauthorized: 401,
  address_refused: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  internal: 500,
  unavailable: 503,
} as const;

export type Failure = keyof typeof FAILURES;

export function succeeded(retdata: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: JSON.stringify({ retcode: '200', retdata, retmsg: '' }) };
}

export function failed(failure: Failure, retmsg: string): Answer {
  const status = FAILURES[failure];
  return { status, body: JSON.stringify({ retcode: String(status), retdata: null, retmsg }) };
}

export function invalid({ reason }: FieldProblem): Answer {
  return failed('invalid', reason);
}
