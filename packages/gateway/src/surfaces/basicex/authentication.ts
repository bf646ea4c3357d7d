import { basicex, headerValue, type Presented } from '@countersign/signing';
import { type Core, type Credential, findCredentials } from '../../core/index.ts';
import { type Authentication, authenticate } from '../../http/authenticate.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { signedMessage, signedMessages } from '../../http/public-url.ts';
import type { BasicexDependencies } from './dependencies.ts';
import { failure } from './envelope.ts';
import { type Refusal, refusal } from './errors.ts';

/** What a call does, once it is known whose it is. */
export type Call = (
  dependencies: BasicexDependencies,
  credential: Credential,
  request: GatewayRequest,
) => Promise<GatewayResponse>;

/**
 * Answers a request that must be signed. There is nothing to claim: nothing in a request is fresh, and the number of the order is
 * the only guard against a repeat (https://developers.basicex.com/en/guide/signed-request-flow.html).
 */
export async function answerSigned(
  dependencies: BasicexDependencies,
  request: GatewayRequest,
  call: Call,
): Promise<GatewayResponse> {
  const { core, decoy, publicUrls } = dependencies;
  const { clientAddress, receivedAt, observe } = request;
  const messages = signedMessages(request, publicUrls);
  const authentication = await authenticate({
    direction: basicex.request,
    messages,
    find: (presented) => credentialsFor(core, presented),
    decoy,
    clientAddress,
    receivedAt,
    observe,
  });
  if (authentication.ok) return call(dependencies, authentication.credential, request);
  return failure(request, refusedBy(authentication.rejection, request, messages[0].url));
}

/** Of the kind that signs this way: a certificate named in `X-Api-Key` is as unknown as any other text. */
async function credentialsFor(core: Core, { keyId, mode }: Presented): Promise<readonly Credential[]> {
  const credentials = await findCredentials(core, basicex.name, keyId);
  return credentials.filter(({ kind }) => kind === mode.name);
}

type Rejection = Extract<Authentication<Credential>, { readonly ok: false }>['rejection'];

function refusedBy(rejection: Rejection, request: GatewayRequest, url: string): Refusal {
  switch (rejection.code) {
    case 'address_refused':
      return refusal('address_refused', rejection.hint);
    case 'signature_mismatch':
    case 'signature_malformed':
      return refusal('signature_refused', howToSign(request, url));
    default: {
      const field = rejection.field === undefined ? '' : `${rejection.field}: `;
      return refusal('signature_refused', `${field}${rejection.hint}`);
    }
  }
}

const ALGORITHMS = {
  key: 'HMAC-SHA512 under the Secret Key, as 128 hex digits',
  certificate: "SHA256withRSA (PKCS#1 v1.5) under the certificate's private key, as base64",
};

/** The same for a wrong signature and an unknown key. */
function howToSign(request: GatewayRequest, url: string): string {
  const hasCertificate = headerValue(signedMessage(request), 'X-Identity') !== undefined;
  const text =
    request.body.length === 0
      ? 'the full url alone, for there is no body'
      : 'the full url and right after it the body, byte for byte as sent';
  return `X-Signature does not verify. Sign ${text}, by ${ALGORITHMS[hasCertificate ? 'certificate' : 'key']}. The url, as we are reached: ${url}`;
}
