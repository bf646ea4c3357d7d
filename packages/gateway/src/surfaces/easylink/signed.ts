import { easylink, headerValues } from '@countersign/signing';
import { type Core, type Credential, findByToken, type Transaction } from '../../core/index.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { signedMessage } from '../../http/public-url.ts';
import { authenticateSignature, refuseContentType, refusedSignature, refuseReuse } from './authentication.ts';
import type { EasylinkDependencies } from './dependencies.ts';
import { refused } from './envelope.ts';

/** What a call does once it is known whose it is, in the transaction that claims its nonce. */
export type Work = (transaction: Transaction) => Promise<GatewayResponse>;

/** Reads a call's parameters: into its work, or into the answer that they get. */
export type Call = (core: Core, merchantId: string, content: Uint8Array) => Work | GatewayResponse;

const WRONG_TOKEN =
  'The access token is missing, expired, or not that of this app key. Get one with POST /get-access-token and send it as Authorization: Bearer <token>.';

/**
 * Answers a call that needs an access token and a signature, both of one credential. A good signature uses up its nonce, whatever
 * the call comes to.
 */
export async function answerSigned(
  dependencies: EasylinkDependencies,
  request: GatewayRequest,
  call: Call,
): Promise<GatewayResponse> {
  const { core } = dependencies;
  const unreadable = refuseContentType(request);
  if (unreadable !== undefined) return unreadable;
  const holder = await holderOf(core, request);
  if (holder === undefined) return refused('token_refused', WRONG_TOKEN);
  const authentication = await authenticateSignature(dependencies, request);
  if (!authentication.ok) return refusedSignature(authentication);
  const { credential, verdict } = authentication;
  if (credential.id !== holder.id) return refused('token_refused', WRONG_TOKEN);
  const work = call(core, credential.merchantId, verdict.payload);
  return core.perform(
    async (transaction) => {
      const reused = await refuseReuse(transaction, authentication, request.receivedAt);
      if (reused !== undefined) return reused;
      return typeof work === 'function' ? work(transaction) : work;
    },
    { together: credential.merchantId },
  );
}

/** "Bearer + space + AccessToken" (doc.easylink.id/doc-5864588), sent once. */
async function holderOf(core: Core, request: GatewayRequest): Promise<Credential | undefined> {
  const [authorization = '', ...others] = headerValues(signedMessage(request), 'Authorization');
  const [, token] = /^Bearer (\w{1,128})$/iu.exec(authorization) ?? [];
  if (token === undefined || others.length > 0) return undefined;
  return findByToken(core, easylink.name, token);
}
