import { type Credentials, type Dialect, type Message, Refusal, verify, Wire } from '@countersign/signing';
import type { Answer, OpenAnswer, RawAnswer } from './answer.ts';
import { ClientError } from './errors.ts';
import { nameOf } from './transport.ts';

/**
 * `required` where the dialect signs its answers; `optional` for the token endpoint, whose page shows no signature (ours);
 * `ignored` where the caller says so.
 */
export type AnswerSignature = 'required' | 'optional' | 'ignored';

export interface ReadAnswerOptions {
  readonly dialect: Dialect;
  readonly credentials: Credentials;
  readonly receivedAt: number;
  readonly signature: AnswerSignature;
  readonly open: OpenAnswer | undefined;
}

/**
 * Verifies and decrypts what came back for `sent`.
 * Throws a `ClientError`: `answer_unsigned`, `answer_unverified`, `answer_undecryptable`.
 */
export async function readAnswer(sent: Message, raw: RawAnswer, options: ReadAnswerOptions): Promise<Answer> {
  const verified = options.signature !== 'ignored' && (await verifyAnswer(sent, raw, options));
  const opened = await openAnswer(sent, raw, options);
  return { ...raw, body: opened ?? raw.body, verified, encrypted: opened !== undefined };
}

async function verifyAnswer(sent: Message, raw: RawAnswer, options: ReadAnswerOptions): Promise<boolean> {
  const { response } = options.dialect;
  if (response === undefined) return false;
  const answer = { ...raw, verified: false, encrypted: false };
  const signed = signedAnswer(sent, raw, options.dialect);
  const verdict = await verify(response, signed, options);
  if (verdict.ok) return true;
  if (verdict.code === 'signature_missing') {
    // Ours: whoever cannot tell which merchant calls cannot sign, so refusals may come unsigned. They are marked so.
    if (raw.status >= 400 || options.signature === 'optional') return false;
    throw new ClientError('answer_unsigned', { detail: `${nameOf(sent)} answered ${raw.status}`, answer });
  }
  const detail = `${nameOf(sent)} answered ${raw.status}, ${verdict.code}`;
  const cause = new Refusal(verdict.code, verdict.field);
  throw new ClientError('answer_unverified', { detail, answer, cause });
}

/**
 * An answer as a signed message: its method and url are those of the request (docs.anexpay.com/8422822m0). Which time is
 * signed is not documented; ours: the answer's own where it carries one, else the request's.
 */
function signedAnswer(sent: Message, raw: RawAnswer, { request, response }: Dialect): Message {
  const answer: Message = { method: sent.method, url: sent.url, headers: raw.headers, body: raw.body };
  const carrier = response?.modes[0].carry.timestamp;
  const requestTime = request.modes[0].carry.timestamp?.read(new Wire(sent));
  const wire = new Wire(answer);
  if (carrier === undefined || requestTime === undefined || carrier.read(wire) !== undefined) return answer;
  return carrier.write(wire, requestTime).message;
}

async function openAnswer(
  sent: Message,
  { body, status }: RawAnswer,
  { open, credentials }: ReadAnswerOptions,
): Promise<Buffer | undefined> {
  try {
    return await open?.(body, credentials);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const detail = `${nameOf(sent)} answered ${status}, ${error.code}`;
    throw new ClientError('answer_undecryptable', { detail, cause: error });
  }
}
