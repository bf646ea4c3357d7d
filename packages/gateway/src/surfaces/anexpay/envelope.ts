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
const FAILURES = {
  invalid: 400,
  unauthorized: 401,
  address_refused: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
} as const;

type Failure = keyof typeof FAILURES;

export const ADDRESS_REFUSED = 'Requests from this address are not allowed for this merchant.';

export function succeeded(retdata: Readonly<Record<string, unknown>>): Answer {
  return { status: 200, body: JSON.stringify({ retcode: '200', retdata, retmsg: '' }) };
}

export function failed(failure: Failure, retmsg: string): Answer {
  return failedWith(FAILURES[failure], retmsg);
}

/** For what HTTP itself refuses: a path, a method, a size. */
export function failedWith(status: number, retmsg: string): Answer {
  return { status, body: JSON.stringify({ retcode: String(status), retdata: null, retmsg }) };
}

export function invalid({ reason }: FieldProblem): Answer {
  return failed('invalid', reason);
}
