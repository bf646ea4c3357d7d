/**
 * EasyLink's error codes. The page of errors (doc.easylink.id, "Errors") is not public: what is marked as observed is from the list
 * that public clients carry. Business errors come with HTTP 200, a bad token with 401.
 */
export const ERRORS = {
  /** Observed. */
  unavailable: { status: 503, code: -1 },
  /** Observed: the same code for both. */
  internal: { status: 500, code: -1 },
  /** Observed. */
  field_invalid: { status: 200, code: 10_500_003 },
  /** Observed. */
  reference_duplicated: { status: 200, code: 30_020_000 },
  /** Observed. */
  transaction_unknown: { status: 200, code: 30_020_001 },
  /** Observed. */
  amount_out_of_limits: { status: 200, code: 30_020_003 },
  /** Observed. */
  amount_too_small: { status: 200, code: 30_020_005 },
  /** Observed, beside 40002004 of "balance account"; what merchants see of theirs is called a finance account. */
  balance_insufficient: { status: 200, code: 40_000_000 },
  /** Observed. */
  channel_unsupported: { status: 200, code: 60_001_004 },
  /** Observed. */
  signature_refused: { status: 200, code: 581_000_001 },
  /** Observed. */
  address_refused: { status: 200, code: 581_000_002 },
  /** The status was observed, the code is ours. */
  token_refused: { status: 401, code: 990_000_001 },
  /** Ours, as all that follow: a range in which no code of the provider was seen. */
  application_refused: { status: 401, code: 990_000_002 },
  header_invalid: { status: 200, code: 990_000_003 },
  timestamp_refused: { status: 200, code: 990_000_004 },
  nonce_reused: { status: 200, code: 990_000_005 },
  body_unreadable: { status: 200, code: 990_000_006 },
} as const;

export type ErrorName = keyof typeof ERRORS;

/** Ours: what HTTP itself refuses (a path, a method, a size) has its status at the end of the code. */
export const HTTP_PROBLEM_BASE = 990_000_000;
