/**
 * The codes of BasicEx's errors (https://developers.basicex.com/en/openapi_v2/error-codes.html): GW400xxx for parameters, of which
 * the page names none but GW400001, GW501xxx for business failures, which come with HTTP 500. What is marked as ours the page
 * leaves open.
 */
const ERRORS = {
  /** Ours. */
  parameter_invalid: { status: 400, code: 'GW400002' },
  /** Ours: the page says only that order numbers are unique. */
  order_duplicated: { status: 400, code: 'GW400003' },
  /** Ours. */
  body_unreadable: { status: 400, code: 'GW400004' },
  /** The status is documented, the code is ours. */
  signature_refused: { status: 401, code: 'GW401001' },
  /** Ours: no allowlist for callers is documented. */
  address_refused: { status: 403, code: 'GW403001' },
  /** "Invoice missing or no permission." */
  invoice_not_found: { status: 500, code: 'GW501102' },
  /** "Rate calculation failed." */
  rate_unavailable: { status: 500, code: 'GW501106' },
} as const;

export type ErrorName = keyof typeof ERRORS;

/** Why a request has no effect, before it is put into the envelope. */
export interface Refusal {
  readonly ok: false;
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The parameter at fault, or empty. */
  readonly parameter: string;
}

export function refusal(error: ErrorName, message: string, parameter = ''): Refusal {
  return { ok: false, ...ERRORS[error], message, parameter };
}

/** What HTTP itself refuses: a path, a method, a size. The codes are ours, made of the status: GW404000. */
export function refusedByHttp({
  status,
  detail,
}: {
  readonly status: number;
  readonly detail: string;
}): Refusal {
  return { ok: false, status, code: `GW${status}000`, message: detail, parameter: '' };
}
