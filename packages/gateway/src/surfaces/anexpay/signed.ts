import { anexpay, type Header, headerValues, Refusal, sign } from '@countersign/signing';
import { answerOnce, type Core, type Credential, findByToken, type Transaction } from '../../core/index.ts';
import { type Authentication, authenticate, type Candidate } from '../../http/authenticate.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { signedMessage } from '../../http/public-url.ts';
import { ADDRESS_REFUSED, type Answer, failed } from './envelope.ts';

/** How long a mutating call's answer is given again to the same signed request: as long as its signature can verify. */
const ANSWER_KEEP_MILLISECONDS = 10 * 60_000;

const WRONG_TOKEN =
  'The access token is missing, expired or replaced by a newer one. Get one with POST /user/auth/oauth2/token and send it as Authorization: Bearer <token>.';
const WRONG_SIGNATURE =
  'Sign METHOD + TIMESTAMP + path + ?query (decoded) + body, with nothing between, by HMAC-SHA512 with signKey, in base64; send it in SIGNATURE and the same milliseconds in TIMESTAMP.';

/** What a call does, once it is known whose it is. */
export type Call = (credential: Credential) => Promise<Answer>;

/** A call that changes something: prepared before the transaction, done in it. */
export interface Change {
  readonly prepare: (
    credential: Credential,
  ) => Promise<Answer | ((transaction: Transaction) => Promise<Answer>)>;
}

/** Answers a request that must carry a bearer token and a signature. Every answer whose merchant is known is signed. */
export async function answerSigned(
  core: Core,
  request: GatewayRequest,
  decoy: Candidate,
  call: Call | Change,
): Promise<GatewayResponse> {
  const tokenHolder = await holderOf(core, request);
  if (tokenHolder === undefined)
    return signedAnswer(core, request, failed('unauthorized', WRONG_TOKEN), undefined);
  const authentication = await authenticateRequest(request, tokenHolder, decoy);
  const answer = authentication.ok
    ? await perform(core, request, tokenHolder, authentication, call)
    : refused(authentication);
  return signedAnswer(core, request, answer, tokenHolder);
}

async function holderOf(core: Core, request: GatewayRequest): Promise<Credential | undefined> {
  const [authorization = '', ...others] = headerValues(signedMessage(request), 'authorization');
  const [, token] = /^Bearer (\w{1,128})$/iu.exec(authorization) ?? [];
  return token === undefined || others.length > 0 ? undefined : findByToken(core, 'anexpay', token);
}

function authenticateRequest(
  request: GatewayRequest,
  holder: Credential,
  decoy: Candidate,
): Promise<Authentication<Credential>> {
  return authenticate({
    direction: anexpay.request,
    messages: [signedMessage(request)],
    find: async () => [holder],
    decoy,
    clientAddress: request.clientAddress,
    receivedAt: request.receivedAt,
    observe: request.observe,
  });
}

function refused(authentication: Extract<Authentication<Credential>, { ok: false }>): Answer {
  const { rejection } = authentication;
  if (rejection.code === 'address_refused') return failed('address_refused', ADDRESS_REFUSED);
  const field = 'field' in rejection && rejection.field !== undefined ? `${rejection.field}: ` : '';
  const rule = rejection.code === 'signature_mismatch' ? WRONG_SIGNATURE : rejection.hint;
  return failed('unauthorized', `${rejection.code}. ${field}${rule}`);
}

async function perform(
  core: Core,
  request: GatewayRequest,
  credential: Credential,
  { verdict }: Extract<Authentication<Credential>, { ok: true }>,
  call: Call | Change,
): Promise<Answer> {
  if (typeof call === 'function') return call(credential);
  const prepared = await call.prepare(credential);
  const key = verdict.replay.rule === 'signature' ? verdict.replay.value : '';
  const { merchantId } = credential;
  const { receivedAt } = request;
  const keepMilliseconds = ANSWER_KEEP_MILLISECONDS;
  // The very same signed request has had its effect if it came before, and gets the answer it had.
  const command = { merchantId, dialect: 'anexpay', key, fingerprint: key, receivedAt, keepMilliseconds };
  return core.perform(async (transaction) => {
    const done = await answerOnce(transaction, core, command, async () => {
      const { status, body } = typeof prepared === 'function' ? await prepared(transaction) : prepared;
      return { status, content: body };
    });
    // A signature is its own fingerprint.
    if (done.outcome === 'conflict') throw new Error('two requests under one signature');
    return { status: done.answer.status, body: done.answer.content };
  });
}

/**
 * Puts `SIGNATURE` and `TIMESTAMP` on an answer: the request's rule, with the answer's body and time (formula A, the reading of
 * "the same logic as request signing"). An answer to nobody known cannot be signed.
 */
export async function signedAnswer(
  core: Core,
  request: GatewayRequest,
  answer: Answer,
  credential: Credential | undefined,
): Promise<GatewayResponse> {
  const direction = anexpay.response;
  if (credential === undefined || direction === undefined) return unsignedAnswer(answer);
  const { status, headers, body } = unsignedAnswer(answer);
  const { method, url } = request;
  const options = { credentials: credential.fields, at: core.wire.now() };
  try {
    const { message } = await sign(direction, { method, url, headers, body }, options);
    return { status, headers: message.headers, body };
  } catch (error) {
    // A query that cannot be signed in a request cannot be signed in its answer either: it is part of both.
    if (error instanceof Refusal) return unsignedAnswer(answer);
    throw error;
  }
}

const JSON_CONTENT: Header = ['Content-Type', 'application/json; charset=utf-8'];
/** RFC 9110 §15.5.2 asks for it with the status 401. */
const BEARER_CHALLENGE: Header = ['WWW-Authenticate', 'Bearer'];

export function unsignedAnswer({ status, body }: Answer): Required<GatewayResponse> {
  const headers = status === 401 ? [JSON_CONTENT, BEARER_CHALLENGE] : [JSON_CONTENT];
  return { status, headers, body };
}
