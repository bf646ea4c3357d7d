import Type from 'typebox';
import {
  type Core,
  type Credential,
  findCredentials,
  issueToken,
  verifyPassword,
  verifySecret,
} from '../../core/index.ts';
import { bodyReader, parseJsonBody } from '../../http/json-body.ts';
import { type Answer, failed, invalid } from './envelope.ts';

/** docs.anexpay.com/467879750e0: `expires_in` 1800, in seconds by OAuth's convention. */
const LIFETIME_SECONDS = 1_800;

const readRequest = bodyReader(
  Type.Object({
    grantType: Type.String({ pattern: '^password$', description: 'it must be "password".' }),
    email: Type.String({ maxLength: 254, description: "the e-mail address of the merchant's dashboard." }),
    password: Type.String({ maxLength: 256, description: "the password of the merchant's dashboard." }),
    apiKey: Type.String({ maxLength: 128, description: 'the API key.' }),
    apiSecret: Type.String({ maxLength: 128, description: 'the API secret.' }),
  }),
);

/** One wording for whatever is wrong, so that nobody can find out which merchants exist. */
const WRONG = 'apiKey, apiSecret, email and password do not belong together.';

export interface TokenAnswer {
  readonly answer: Answer;
  /** With whose `signKey` the answer is signed. */
  readonly credential: Credential | undefined;
}

/**
 * `POST /user/auth/oauth2/token`. A new token displaces the one before it, as at the platform's relative WSPN; ours for ANexPay.
 *
 * @param decoyPasswordHash checked where the key is unknown, so that the answer takes as long
 */
export async function createToken(
  core: Core,
  content: Uint8Array,
  decoyPasswordHash: string,
): Promise<TokenAnswer> {
  const parsed = parseJsonBody(content);
  const request = parsed.ok ? readRequest(parsed.value) : parsed;
  if (!request.ok) return { answer: invalid(request), credential: undefined };
  const { apiKey, apiSecret, email, password } = request.value;
  const [credential] = await findCredentials(core, 'anexpay', apiKey);
  const {
    apiSecretHash = '',
    passwordHash = decoyPasswordHash,
    email: knownEmail,
  } = credential?.fields ?? {};
  const passwordFits = await verifyPassword(password, passwordHash);
  const secretFits = verifySecret(apiSecret, apiSecretHash);
  if (credential === undefined || !passwordFits || !secretFits || email !== knownEmail) {
    return { answer: failed('unauthorized', WRONG), credential: undefined };
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
