import {
  type Credentials,
  DIALECTS,
  type Dialect,
  type DialectName,
  type Message,
  Refusal,
  sign,
} from '@countersign/signing';
import type { Answer } from './answer.ts';
import { type Attempts, inIncreasingOrder, plainly, type Stamp, withBearerToken } from './attempts.ts';
import { type ClientEnvironment, systemEnvironment } from './environment.ts';
import { ClientError } from './errors.ts';
import { type Profile, profileOf, withContentType } from './profiles.ts';
import { type AnswerSignature, readAnswer } from './read-answer.ts';
import { type CallRequest, parseBaseUrl, unsignedMessage } from './request.ts';
import { TokenCache } from './tokens/cache.ts';
import { obtainToken } from './tokens/obtain.ts';
import { send } from './transport.ts';

export interface ClientOptions extends Partial<ClientEnvironment> {
  /** The provider's address, or a gateway's: `https://openapi.anexpay.com`, `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** Which way of signing, where the dialect has several: BasicEx's `key` or `certificate`. */
  readonly mode?: string;
  /** Whether answers must be signed where the dialect signs them. Default true. */
  readonly verifyAnswers?: boolean;
  /** Of one exchange, from the first byte sent to the last received. Default 30,000. */
  readonly timeoutMilliseconds?: number;
  /** Default 4 MiB. */
  readonly answerBytesMaximum?: number;
}

export interface Client {
  /** Signs, sends, verifies and decrypts. Returns any answer, whatever its status. Throws only a `ClientError`. */
  call(request: CallRequest): Promise<Answer>;
}

const TIMEOUT_MILLISECONDS = 30_000;
const ANSWER_BYTES_MAXIMUM = 4 * 1024 * 1024;

interface Context extends Required<Omit<ClientOptions, 'mode'>> {
  readonly dialect: Dialect;
  readonly profile: Profile;
  readonly mode: string | undefined;
}

/**
 * A client of one provider (or of a gateway that speaks like it) under one merchant's credentials.
 *
 * It obtains and renews bearer tokens by itself (ANexPay, EasyLink), makes nonces and request ids, and keeps BlackHat's calls
 * in order. Make one client per key and share it: what it remembers, the token and the last `ts`, belongs to the key.
 *
 * @param dialect a dialect's name, or the value itself, such as `createAnexpay({ responseFormula: 'B' })`
 * @throws a `ClientError` with `base_url_malformed`
 *
 * @example
 * ```ts
 * import { createClient } from '@countersign/client';
 * const client = createClient('basicex', {
 *   baseUrl: 'http://127.0.0.1:8080',
 *   credentials: { apiKey: 'my_api_key', secretKey: 'my_secret_key' },
 *   fetch: async (url) => new Response(`{"asked":"${url}"}`),
 * });
 * const { status, body } = await client.call({ method: 'GET', path: '/v2/rates/USD' });
 * console.log(status, body.toString()); // 200 {"asked":"http://127.0.0.1:8080/v2/rates/USD"}
 * ```
 */
export function createClient(dialect: DialectName | Dialect, options: ClientOptions): Client {
  const context = contextOf(typeof dialect === 'string' ? DIALECTS[dialect] : dialect, options);
  const attempts = attemptsOf(context);
  return {
    call: (request) => attempts((stamp) => exchange(context, request, stamp, 'required')),
  };
}

function contextOf(dialect: Dialect, options: ClientOptions): Context {
  return {
    ...systemEnvironment,
    verifyAnswers: true,
    timeoutMilliseconds: TIMEOUT_MILLISECONDS,
    answerBytesMaximum: ANSWER_BYTES_MAXIMUM,
    ...options,
    baseUrl: parseBaseUrl(options.baseUrl),
    mode: options.mode,
    dialect,
    profile: profileOf(dialect.name),
  };
}

function attemptsOf(context: Context): Attempts {
  const { dialect, profile, credentials, now } = context;
  if (dialect.request.modes.some(({ replay }) => replay === 'increasing')) return inIncreasingOrder(now);
  const { token } = profile;
  if (token === undefined) return plainly(now);
  const post = (request: CallRequest) => exchange(context, request, { at: now(), headers: [] }, 'optional');
  return withBearerToken(new TokenCache(() => obtainToken(token, credentials, post), now), now);
}

async function exchange(
  context: Context,
  request: CallRequest,
  { at, headers }: Stamp,
  answerSignature: AnswerSignature,
): Promise<Answer> {
  const unsigned = unsignedMessage(context.baseUrl, request, context.profile, headers);
  const sent = await signed(context, unsigned, at, request.encrypt);
  const raw = await send(sent, context);
  return readAnswer(sent, raw, {
    dialect: context.dialect,
    credentials: context.credentials,
    receivedAt: context.now(),
    signature: context.verifyAnswers ? answerSignature : 'ignored',
    open: context.profile.openAnswer,
  });
}

async function signed(
  { dialect, credentials, mode, randomUuid }: Context,
  unsigned: Message,
  at: number,
  encrypt: boolean | undefined,
): Promise<Message> {
  try {
    const { message } = await sign(dialect.request, unsigned, {
      credentials,
      at,
      // Without its hyphens: UPay's own request ids are 32 hexadecimal digits, and EasyLink takes them as well.
      nonce: randomUuid().replaceAll('-', ''),
      ...(mode === undefined ? {} : { mode }),
      ...(encrypt === undefined ? {} : { encrypt }),
    });
    return withContentType(message, dialect.name);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ClientError('request_unsignable', { detail: `${error.code}, ${error.message}`, cause: error });
  }
}
