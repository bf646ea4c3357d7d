import { easylink, headerValue } from '@countersign/signing';
import Type from 'typebox';
import {
  type Core,
  type Credential,
  findCredentialByLogin,
  hashSecret,
  issueToken,
  verifySecret,
} from '../../core/index.ts';
import { isAllowed } from '../../http/allowlist.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { bodyReader, parseJsonBody } from '../../http/json-body.ts';
import { signedMessage } from '../../http/public-url.ts';
import {
  authenticateSignature,
  refuseContentType,
  refusedSignature,
  refuseReuse,
  type Signed,
} from './authentication.ts';
import type { EasylinkDependencies } from './dependencies.ts';
import { refused, succeeded } from './envelope.ts';

/** Observed in public clients; no expiry is in the answer. */
const LIFETIME_MILLISECONDS = 10 * 60_000;

const readFields = bodyReader(
  Type.Object({
    app_id: Type.String({ pattern: '^[^\\p{Cc}\\p{Cs}]{1,64}$', description: 'the App ID.' }),
    app_secret: Type.String({ pattern: '^[^\\p{Cc}\\p{Cs}]{1,128}$', description: 'the App Secret.' }),
  }),
);

/** One wording for whatever is wrong, so that nobody can find out which applications exist. */
const WRONG_APPLICATION = 'app_id and app_secret do not belong together.';

/** What an unknown application's secret is compared with. */
const NO_SECRET_HASH = hashSecret('');

/**
 * `POST /get-access-token`. Public clients send it without a signature, and one of them with: so none is asked for, but one that is
 * there must be good (ours), and then its nonce is used up.
 */
export async function getAccessToken(
  dependencies: EasylinkDependencies,
  request: GatewayRequest,
): Promise<GatewayResponse> {
  const { core } = dependencies;
  const unreadable = refuseContentType(request);
  if (unreadable !== undefined) return unreadable;
  const signed = isSigned(request) ? await authenticateSignature(dependencies, request) : undefined;
  if (signed?.ok === false) return refusedSignature(signed);
  const credential = await findApplication(core, request.body);
  if ('status' in credential) return credential;
  if (signed !== undefined && signed.credential.id !== credential.id) {
    return refused('application_refused', WRONG_APPLICATION);
  }
  if (!isAllowed(credential.allowlist, request.clientAddress)) {
    const hint = `This application may not be used from ${request.clientAddress}: add the address to its allowlist.`;
    return refused('address_refused', hint);
  }
  return issue(core, credential, signed, request.receivedAt);
}

function isSigned(request: GatewayRequest): boolean {
  return headerValue(signedMessage(request), 'X-EasyLink-Sign') !== undefined;
}

async function findApplication(core: Core, content: Uint8Array): Promise<Credential | GatewayResponse> {
  const json = parseJsonBody(content);
  if (!json.ok) return refused('body_unreadable', json.reason);
  const fields = readFields(json.value);
  if (!fields.ok) return refused('field_invalid', fields.reason);
  const { app_id: appId, app_secret: appSecret } = fields.value;
  const credential = await findCredentialByLogin(core, easylink.name, appId);
  const fits = verifySecret(appSecret, credential?.fields.appSecretHash ?? NO_SECRET_HASH);
  return credential !== undefined && fits ? credential : refused('application_refused', WRONG_APPLICATION);
}

/** Earlier tokens stay valid: public clients fetch one for each operation, while others are under way (ours). */
function issue(
  core: Core,
  credential: Credential,
  signed: Signed | undefined,
  receivedAt: number,
): Promise<GatewayResponse> {
  return core.perform(async (transaction) => {
    const reused = signed && (await refuseReuse(transaction, signed, receivedAt));
    if (reused !== undefined) return reused;
    const token = await issueToken(transaction, core, {
      credential,
      lifetimeMilliseconds: LIFETIME_MILLISECONDS,
      displaces: false,
    });
    return succeeded(token);
  });
}
