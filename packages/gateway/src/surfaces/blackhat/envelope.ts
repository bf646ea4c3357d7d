import type { GatewayResponse } from '../../http/exchange.ts';

/** An answer: `{"ok":true,"result":…}` or `{"ok":false,"error":{…}}`. Ours: the provider publishes no answer at all. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Ours, like their HTTP statuses. A key that is unknown or was replaced gets what a wrong signature gets. */
export const FAILURES = {
  METHOD_NOT_FOUND: 404,
  HTTP_METHOD_NOT_ALLOWED: 405,
  MISSING_PARAMETER: 400,
  MALFORMED_REQUEST: 400,
  INVALID_SIGN: 401,
  IP_NOT_ALLOWED: 403,
  TS_NOT_INCREASING: 409,
  TS_OUT_OF_RANGE: 400,
  UNKNOWN_PARAMETER: 400,
  INVALID_PARAMETER: 400,
  INVOICE_NOT_FOUND: 404,
  STORE_NOT_FOUND: 404,
  DUPLICATE_ORDER: 409,
  INVALID_STATE: 409,
  REQUEST_TOO_LARGE: 413,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

export type FailureCode = keyof typeof FAILURES;

export function succeeded(result: unknown): Answer {
  return { status: 200, body: JSON.stringify({ ok: true, result }) };
}

/** @param details what a program needs beside the words: the parameter at fault, the last `ts` */
export function failed(
  code: FailureCode,
  message: string,
  details: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status: FAILURES[code],
    body: JSON.stringify({ ok: false, error: { code, message, ...details } }),
  };
}

export function rendered({ status, body }: Answer): GatewayResponse {
  return { status, headers: [['Content-Type', 'application/json; charset=utf-8']], body };
}
