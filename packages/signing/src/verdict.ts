/** Where in the way of a message a check stands, in the order in which checks are made. */
export type Stage = 'parse' | 'credential' | 'clock' | 'decrypt' | 'signature';

interface CodeEntry {
  readonly stage: Stage;
  /** What to do about it, for the person whose message was refused. */
  readonly hint: string;
}

/**
 * Every way in which a message can fail to verify. Codes are stable: programs may switch on them.
 * Hints never contain a secret, an expected signature or anything of another merchant.
 */
export const VERDICT_CODES = {
  header_duplicated: { stage: 'parse', hint: 'Send this header once; two values cannot both be signed.' },
  key_missing: {
    stage: 'parse',
    hint: 'Say who signs: send the API key (or certificate) where the dialect expects it.',
  },
  credentials_conflict: {
    stage: 'parse',
    hint: 'Use one way of signing: an API key or a certificate, not both in one request.',
  },
  signature_missing: { stage: 'parse', hint: 'Send the signature where the dialect expects it.' },
  signature_malformed: {
    stage: 'parse',
    hint: 'The signature is not of the right encoding or length: check hex against base64, padding, and stray whitespace.',
  },
  timestamp_missing: { stage: 'parse', hint: 'Send the time that you signed.' },
  timestamp_malformed: {
    stage: 'parse',
    hint: 'Send the time as plain decimal digits in the unit the dialect uses.',
  },
  timestamp_unit: {
    stage: 'clock',
    hint: 'The time is in the wrong unit: check seconds against milliseconds.',
  },
  timestamp_stale: {
    stage: 'clock',
    hint: 'The time is too old: sign each attempt afresh, and check that the clock is set by NTP.',
  },
  timestamp_ahead: {
    stage: 'clock',
    hint: 'The time lies ahead of ours: check that the clock is set by NTP.',
  },
  nonce_missing: { stage: 'parse', hint: 'Send the unique id of the request that you signed.' },
  nonce_malformed: {
    stage: 'parse',
    hint: 'Send the unique id as 1 to 128 printable characters without spaces.',
  },
  url_malformed: {
    stage: 'parse',
    hint: 'The url contains characters that a url cannot hold unencoded, so where it ends and the body begins is ambiguous.',
  },
  query_malformed: { stage: 'parse', hint: 'The query is not valid percent-encoded UTF-8.' },
  query_ambiguous: {
    stage: 'parse',
    hint: 'The query hides a delimiter behind percent-encoding; signed decoded, it could be read in two ways. Send plain values.',
  },
  parameter_duplicated: { stage: 'parse', hint: 'Send each parameter once.' },
  parameter_array: {
    stage: 'parse',
    hint: 'Parameters written as arrays, like a[] or a[0], cannot be signed in this dialect.',
  },
  parameters_ambiguous: {
    stage: 'parse',
    hint: 'This name or value could be read as a further parameter in the string to sign; leave out the & and = in it.',
  },
  body_not_utf8: { stage: 'parse', hint: 'Send the body as UTF-8.' },
  body_malformed: {
    stage: 'parse',
    hint: 'The body is not what its signature is computed from: send well-formed JSON or form data.',
  },
  body_too_large: { stage: 'parse', hint: 'The body is too large for a message of this kind.' },
  key_unknown: {
    stage: 'credential',
    hint: 'No live credential has this key: check the environment it belongs to, and whether it was replaced.',
  },
  certificate_malformed: {
    stage: 'parse',
    hint: 'Send the whole PEM certificate with its line breaks removed and its BEGIN and END lines kept.',
  },
  certificate_expired: { stage: 'credential', hint: 'The certificate is past its end: renew it.' },
  certificate_not_yet_valid: {
    stage: 'credential',
    hint: 'The certificate is not valid yet: check the clock.',
  },
  key_unusable: {
    stage: 'credential',
    hint: 'The credential at hand lacks the key, or holds one that cannot be read, for this check.',
  },
  payload_malformed: {
    stage: 'decrypt',
    hint: 'Send {"payload":"<compact JWE>"} with alg RSA-OAEP-256, enc A128GCM and zip DEF or none.',
  },
  payload_undecryptable: {
    stage: 'decrypt',
    hint: 'Encrypt to the public key of the receiving side; this payload does not open with its private key.',
  },
  payload_too_large: { stage: 'decrypt', hint: 'The decrypted payload is larger than allowed.' },
  signature_mismatch: {
    stage: 'signature',
    hint: 'The signature is well formed but was made over other bytes or with another key. Compare your string to sign with ours.',
  },
} as const satisfies Record<string, CodeEntry>;

export type VerdictCode = keyof typeof VERDICT_CODES;

/** What a receiver must claim, once and atomically, before it acts: a second claim of the same value is a replay. */
export type Replay =
  | { readonly rule: 'none' }
  | {
      readonly rule: 'signature' | 'nonce' | 'request-id';
      readonly value: string;
      readonly keepMilliseconds: number;
    }
  | { readonly rule: 'increasing'; readonly value: string };

export interface Verified {
  readonly ok: true;
  /** Which credential matched: the id it was presented under, or `''` where the dialect carries none. */
  readonly keyId: string;
  /** Which way of signing: `key`, `certificate`, … */
  readonly mode: string;
  /** Which reading of the provider's rule matched; the first one declared is the documented one. */
  readonly reading: string;
  /** When the signer says it signed, in Unix milliseconds; undefined where the dialect carries no time. */
  readonly signedAt: number | undefined;
  readonly replay: Replay;
  /** The signed content: the body's bytes, decrypted where the dialect encrypts. Parse this, not the body. */
  readonly payload: Uint8Array;
  readonly encrypted: boolean;
}

export interface Rejected {
  readonly ok: false;
  readonly code: VerdictCode;
  readonly stage: Stage;
  readonly hint: string;
  /** The header or parameter concerned, where there is one. */
  readonly field?: string;
}

/** The answer to "does this message verify?". Never an exception, never a bare boolean. */
export type Verdict = Verified | Rejected;

/**
 * Thrown inside the library to leave a check from any depth; `verify` turns it into a `Rejected`.
 * `sign` lets it through, because there the message is the caller's own and cannot be signed as it stands.
 */
export class Refusal extends Error {
  readonly code: VerdictCode;
  readonly field: string | undefined;

  constructor(code: VerdictCode, field?: string) {
    super(field === undefined ? VERDICT_CODES[code].hint : `${field}: ${VERDICT_CODES[code].hint}`);
    this.name = 'Refusal';
    this.code = code;
    this.field = field;
  }
}

export function rejected(code: VerdictCode, field?: string): Rejected {
  const { stage, hint } = VERDICT_CODES[code];
  return field === undefined ? { ok: false, code, stage, hint } : { ok: false, code, stage, hint, field };
}
