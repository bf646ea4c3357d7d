import Type, { type Static } from 'typebox';
import {
  type Core,
  type Credential,
  findCredentials,
  hashSecret,
  issueToken,
  verifyPassword,
  verifySecret,
} from '../../core/index.ts';
import { isAllowed } from '../../http/allowlist.ts';
import type { GatewayRequest } from '../../http/exchange.ts';
import { bodyReader, parseJsonBody } from '../../http/json-body.ts';
import { ADDRESS_REFUSED, type Answer, failed, invalid } from './envelope.ts';

/** docs.anexpay.com/467879750e0: `expires_in` 1800, in seconds by OAuth's convention. */
const LIFETIME_SECONDS = 1_800;

/** Lengths are ours. Control characters and half surrogate pairs no store could look for. */
const text = (lengthMaximum: number, description: string) =>
  Type.String({ pattern: `^[^\\p{Cc}\\p{Cs}]{1,${lengthMaximum}}$`, description });

const tokenSchema = Type.Object({
  grantType: Type.String({ pattern: '^password$', description: 'it must be "password".' }),
  email: text(254, "the e-mail address of the merchant's dashboard."),
  password: text(256, "the password of the merchant's dashboard."),
  apiKey: text(128, 'the API key.'),
  apiSecret: text(128, 'the API secret.'),
});

type TokenRequest = Static<typeof tokenSchema>;

const readRequest = bodyReader(tokenSchema);

/** One wording for whatever is wrong, so that nobody can find out which merchants exist. */
const WRONG = 'apiKey, apiSecret, email and password do not belong together.';

export interface TokenAnswer {
  readonly answer: Answer;
  /** With whose `signKey` the answer is signed. */
  readonly credential: Credential | undefined;
}

/** What an unknown key's secret is compared with. */
const NO_SECRET_HASH = hashSecret('');

/** `POST /user/auth/oauth2/token`. A new token displaces the one before it, as at the platform's relative WSPN; ours for ANexPay. */
export async function createToken(
  core: Core,
  { body, clientAddress }: Pick<GatewayRequest, 'body' | 'clientAddress'>,
): Promise<TokenAnswer> {
  const parsed = parseJsonBody(body);
  const request = parsed.ok ? readRequest(parsed.value) : parsed;
  if (!request.ok) return { answer: invalid(request), credential: undefined };
  const credential = await findMerchant(core, request.value);
  if (credential === undefined) return { answer: failed('unauthorized', WRONG), credential };
  if (!isAllowed(credential.allowlist, clientAddress)) {
    return { answer: failed('address_refused', ADDRESS_REFUSED), credential };
  }
  const token = await core.perform((transaction) =>
    issueToken(transaction, core, {
      credential,
      lifetimeMilliseconds: LIFETIME_SECONDS * 1_000,
      displaces: true,
    }),
  );
  const retdata = { access_token: token, token_type: 'bearer', expires_in: LIFETIME_SECONDS, client_id: 1 };
  return {
    answer: { status: 200, body: JSON.stringify({ retcode: '200', retdata, retmsg: null, success: true }) },
    credential,
  };
}

/**
 * Checks the secret first: a password costs 128 MB and a good part of a second to check, and who has not even the secret is not to
 * make us pay that. A stranger learns nothing by the time it takes: without the secret, known and unknown keys take the same.
 */
async function findMerchant(core: Core, request: TokenRequest): Promise<Credential | undefined> {
  const { apiKey, apiSecret, email, password } = request;
  const [credential] = await findCredentials(core, 'anexpay', apiKey);
  const { apiSecretHash = NO_SECRET_HASH, passwordHash = '', email: knownEmail } = credential?.fields ?? {};
  const secretFits = verifySecret(apiSecret, apiSecretHash);
  if (credential === undefined || !secretFits || email !== knownEmail) return undefined;
  return (await verifyPassword(password, passwordHash)) ? credential : undefined;
}
