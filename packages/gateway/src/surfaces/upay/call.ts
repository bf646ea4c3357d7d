import { UPAY_ENCRYPTED_PATHS } from '@countersign/signing';
import type { Core, Credential } from '../../core/index.ts';
import type { Candidate } from '../../http/authenticate.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { authenticateCall } from './authentication.ts';
import { type Answer, failed } from './envelope.ts';
import { once } from './once.ts';
import type { Operation } from './operation.ts';
import { fingerprintOf, readParameters } from './parameters.ts';
import { encryptedResponse, response } from './response.ts';

const NOT_ENCRYPTED =
  'Encrypt the parameters to the platform public key: {"payload":"<compact JWE>"}, with alg RSA-OAEP-256, enc A128GCM and zip DEF.';
const NO_PUBLIC_KEY =
  'The answer would be encrypted to your public key, and there is none: register one for this API key.';

/** Answers one call: authenticated, done once for its request id, encrypted both ways where its path says so. */
export async function answerCall(
  core: Core,
  decoy: Candidate,
  operation: Operation,
  request: GatewayRequest,
): Promise<GatewayResponse> {
  const caller = await authenticateCall(core, decoy, request);
  if (!('verdict' in caller)) return response(core, request, caller);
  const { credential, verdict } = caller;
  const isEncrypted = UPAY_ENCRYPTED_PATHS.has(operation.path);
  if (isEncrypted && !verdict.encrypted) return response(core, request, failed('payload', NOT_ENCRYPTED));
  if (isEncrypted && !credential.fields.merchantPublicKey) {
    return response(core, request, failed('payload', NO_PUBLIC_KEY));
  }
  const requestId = verdict.replay.rule === 'request-id' ? verdict.replay.value : '';
  const answer = await perform(core, operation, request, { credential, requestId, payload: verdict.payload });
  return isEncrypted ? encryptedResponse(core, request, answer, credential) : response(core, request, answer);
}

async function perform(
  core: Core,
  operation: Operation,
  { receivedAt }: GatewayRequest,
  call: { readonly credential: Credential; readonly requestId: string; readonly payload: Uint8Array },
): Promise<Answer> {
  const { requestId, credential } = call;
  const { merchantId } = credential;
  const parameters = readParameters(call.payload);
  if (!parameters.ok) return failed('malformed', parameters.reason);
  const { effect, path } = operation;
  const fingerprint = fingerprintOf(path, parameters.value);
  const work = operation.prepare(core, merchantId, parameters.value);
  return once(core, { merchantId, requestId, fingerprint, effect, receivedAt }, work);
}
