import { easylink, type Message, type VerdictCode } from '@countersign/signing';
import { type Credential, claimReplay, findCredentials, type Transaction } from '../../core/index.ts';
import { type Authentication, authenticate } from '../../http/authenticate.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { signedMessage } from '../../http/public-url.ts';
import type { EasylinkDependencies } from './dependencies.ts';
import { refused } from './envelope.ts';
import type { ErrorName } from './errors.ts';

export type Signed = Extract<Authentication<Credential>, { readonly ok: true }>;
export type Unsigned = Extract<Authentication<Credential>, { readonly ok: false }>;

/** Finds out whose key signed a request. */
export function authenticateSignature(
  { core, decoy }: EasylinkDependencies,
  request: GatewayRequest,
): Promise<Authentication<Credential>> {
  const { clientAddress, receivedAt, observe } = request;
  return authenticate({
    direction: easylink.request,
    messages: [signedMessage(request)],
    find: ({ keyId }) => findCredentials(core, easylink.name, keyId),
    decoy,
    clientAddress,
    receivedAt,
    observe,
  });
}

/**
 * Claims a request's nonce, in the transaction of its effect. "Unique request ID" (doc.easylink.id/doc-5864588); that a second use
 * is refused, for each app key and longer than any timestamp stays valid, is ours.
 *
 * @returns the refusal of a nonce that was used before
 */
export async function refuseReuse(
  transaction: Transaction,
  { credential, verdict }: Signed,
  receivedAt: number,
): Promise<GatewayResponse | undefined> {
  const { merchantId, id: credentialId } = credential;
  const { replay } = verdict;
  const claim = await claimReplay(transaction, { merchantId, credentialId, replay, receivedAt });
  if (claim.claimed) return undefined;
  return refused('nonce_reused', 'X-EasyLink-Nonce was used before: give each request a nonce of its own.');
}

const WRONG_SIGNATURE = [
  'X-EasyLink-Sign does not verify.',
  'Sign app key + parameters + app key, with nothing between, by SHA256withRSA under the merchant private key, in base64.',
  'The parameters are the headers X-EasyLink-AppKey, X-EasyLink-Nonce and X-EasyLink-Timestamp and every field of the body,',
  'nested ones named as in source.segment: sorted by name, name=value joined by &, values form-encoded (a space is +).',
].join(' ');

/** Verdicts that have a code other than that of a wrong signature. */
const ERROR_OF_VERDICT: Partial<Record<VerdictCode, ErrorName>> = {
  header_duplicated: 'header_invalid',
  key_missing: 'header_invalid',
  signature_missing: 'header_invalid',
  timestamp_missing: 'header_invalid',
  nonce_missing: 'header_invalid',
  nonce_malformed: 'header_invalid',
  timestamp_malformed: 'timestamp_refused',
  timestamp_unit: 'timestamp_refused',
  timestamp_stale: 'timestamp_refused',
  timestamp_ahead: 'timestamp_refused',
  body_not_utf8: 'body_unreadable',
  body_malformed: 'body_unreadable',
  parameters_ambiguous: 'body_unreadable',
};

/** The same for a wrong signature and an unknown app key. */
export function refusedSignature({ rejection }: Unsigned): GatewayResponse {
  if (rejection.code === 'address_refused') return refused('address_refused', rejection.hint);
  if (rejection.code === 'signature_mismatch') return refused('signature_refused', WRONG_SIGNATURE);
  const field = rejection.field === undefined ? '' : `${rejection.field}: `;
  return refused(ERROR_OF_VERDICT[rejection.code] ?? 'signature_refused', `${field}${rejection.hint}`);
}

/** doc.easylink.id/doc-5864588 requires it of every request. */
export function refuseContentType(message: Pick<Message, 'headers'>): GatewayResponse | undefined {
  const values = message.headers.filter(([name]) => name.toLowerCase() === 'content-type');
  const [, value = ''] = values[0] ?? [];
  if (values.length === 1 && /^application\/json\s*(?:;|$)/iu.test(value)) return undefined;
  return refused(
    'header_invalid',
    'Content-Type: send the body as JSON, with Content-Type: application/json.',
  );
}
