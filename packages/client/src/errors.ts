import type { Answer } from './answer.ts';

/** Every way in which a call can fail without an answer to return. Codes are stable; the text says what to do about it. */
export const CLIENT_ERROR_CODES = {
  base_url_malformed: 'Give the address of the API as http(s)://host[:port][/prefix], without a query.',
  request_malformed: 'Give the path with its leading slash, and no body with GET or HEAD.',
  request_unsignable: 'The message cannot be signed as it stands: `cause` says why.',
  credentials_incomplete: 'This dialect needs this field to obtain an access token.',
  network: 'No answer came: check the address, the network and TLS.',
  timeout: 'No whole answer came in time. The call may have taken effect: look it up before repeating it.',
  redirected: 'Signed calls follow no redirect: give the address that answers.',
  answer_too_large: 'The answer is larger than `answerBytesMaximum`.',
  answer_unsigned: 'The dialect signs its answers and this one carries no signature: do not act on it.',
  answer_unverified:
    'The signature of the answer does not verify: do not act on it. `cause` says what failed.',
  answer_undecryptable: 'The answer is encrypted and does not open with `merchantPrivateKey`.',
  token_refused: 'The token endpoint gave no access token: check the credentials and their environment.',
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERROR_CODES;

export interface ClientErrorDetail {
  /** What went wrong this time; contains no secret. */
  readonly detail: string;
  /** Where an answer came but may not be used: for the log, not for acting on. */
  readonly answer?: Answer;
  readonly cause?: unknown;
}

/** The one error that `call` throws; switch on `code`. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;
  readonly answer: Answer | undefined;

  constructor(code: ClientErrorCode, { detail, answer, cause }: ClientErrorDetail) {
    super(`${detail}: ${CLIENT_ERROR_CODES[code]}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.answer = answer;
  }
}
