import { headerValue, upay, type VerdictCode } from '@countersign/signing';
import { type Core, type Credential, findCredentials } from '../../core/index.ts';
import { type Authentication, authenticate, type Candidate } from '../../http/authenticate.ts';
import type { GatewayRequest } from '../../http/exchange.ts';
import { signedMessage } from '../../http/public-url.ts';
import { type Answer, type Failure, failed } from './envelope.ts';

/** The same for an unknown key. */
const HOW_TO_SIGN =
  'X-UPA-SIGN does not verify. Sign METHOD|path|X-UPA-TIMESTAMP|X-UPA-REQUESTID|parameters (plaintext, key=value joined by &, sorted by key, not URL-encoded; nothing after the last | without any) by HMAC-SHA256 with the secret key of X-UPA-APIKEY, in base64.';

/** What can be wrong before it is known who asks, but `malformed` where a code is not listed. */
const FAILURE_OF: Readonly<Partial<Record<VerdictCode | 'address_refused', Failure>>> = {
  header_duplicated: 'credential',
  key_missing: 'credential',
  timestamp_missing: 'timestamp',
  timestamp_malformed: 'timestamp',
  timestamp_unit: 'timestamp',
  timestamp_stale: 'timestamp',
  timestamp_ahead: 'timestamp',
  nonce_missing: 'request_id',
  nonce_malformed: 'request_id',
  address_refused: 'address',
  signature_missing: 'signature',
  signature_malformed: 'signature',
  signature_mismatch: 'signature',
  payload_malformed: 'payload',
  payload_undecryptable: 'payload',
  payload_too_large: 'payload',
  body_too_large: 'too_large',
  key_unusable: 'internal',
};

type Accepted = Extract<Authentication<Credential>, { readonly ok: true }>;
type Refused = Extract<Authentication<Credential>, { readonly ok: false }>;

/** Who signed a request, or the answer to one that nobody did. */
export async function authenticateCall(
  core: Core,
  decoy: Candidate,
  request: GatewayRequest,
): Promise<Accepted | Answer> {
  const { clientAddress, receivedAt, observe } = request;
  const message = signedMessage(request);
  // Of a multipart request only the path is signed, so that its body could be anybody's.
  if (isMultipart(headerValue(message, 'content-type'))) {
    return failed('malformed', 'Send the parameters as JSON, with Content-Type: application/json.');
  }
  const authentication = await authenticate({
    direction: upay.request,
    messages: [message],
    find: ({ keyId }) => findCredentials(core, upay.name, keyId),
    decoy,
    clientAddress,
    receivedAt,
    observe,
  });
  return authentication.ok ? authentication : refusal(authentication.rejection);
}

function isMultipart(contentType: string | undefined): boolean {
  return contentType?.trimStart().toLowerCase().startsWith('multipart/') ?? false;
}

function refusal(rejection: Refused['rejection']): Answer {
  const { code, hint } = rejection;
  const field = 'field' in rejection && rejection.field !== undefined ? `${rejection.field}: ` : '';
  const words = code === 'signature_mismatch' ? HOW_TO_SIGN : `${field}${hint}`;
  return failed(FAILURE_OF[code] ?? 'malformed', words);
}
