import { type Header, headerValues, upayAnswer } from '@countersign/signing';
import type { Core, Credential } from '../../core/index.ts';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { signedMessage } from '../../http/public-url.ts';
import type { Answer } from './envelope.ts';

type Clock = Pick<Core, 'wire'>;

/** What a request id may be made of: the signing library refuses others. */
const REQUEST_ID = /^[\x21-\x7e]{1,128}$/u;

/**
 * An answer as it is sent: HTTP status 200 whatever it says, as observed. `success` is true with code 0 only, which at the test
 * environment it is not; `ts` counts seconds, the header milliseconds (upay-api-en.readme.io/reference/api-basic).
 */
export function response({ wire }: Clock, request: GatewayRequest, answer: Answer): GatewayResponse {
  const now = wire.now();
  const { code, msg, data } = answer;
  const body = { code, msg, success: code === 0, ts: Math.floor(now / 1_000), data };
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json;charset=UTF-8'],
      ...echoedRequestId(request),
      ['X-UPA-TIMESTAMP', String(now)],
    ],
    body: JSON.stringify(body),
  };
}

/** The same with `data` encrypted to the merchant's public key. A failure has no data, and stays readable. */
export async function encryptedResponse(
  core: Clock,
  request: GatewayRequest,
  answer: Answer,
  { fields }: Credential,
): Promise<GatewayResponse> {
  if (answer.code !== 0) return response(core, request, answer);
  const plaintext = Buffer.from(JSON.stringify(answer.data), 'utf8');
  const wrapped = Buffer.from(await upayAnswer.close(plaintext, fields)).toString('utf8');
  return response(core, request, { ...answer, data: JSON.parse(wrapped) });
}

function echoedRequestId(request: GatewayRequest): readonly Header[] {
  const [requestId, ...others] = headerValues(signedMessage(request), 'X-UPA-REQUESTID');
  const isSound = requestId !== undefined && others.length === 0 && REQUEST_ID.test(requestId);
  return isSound ? [['X-UPA-REQUESTID', requestId]] : [];
}
