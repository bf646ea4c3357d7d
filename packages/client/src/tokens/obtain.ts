import type { Credentials } from '@countersign/signing';
import type { Answer } from '../answer.ts';
import { ClientError } from '../errors.ts';
import type { CallRequest } from '../request.ts';
import { type AccessToken, type TokenProtocol, tokenRequestBody } from './protocol.ts';

/**
 * Asks for a token. The request is signed like any other: ANexPay says that all are, and EasyLink's own samples sign it.
 * Throws a `ClientError`: `credentials_incomplete`, `token_refused`, or what `post` throws.
 */
export async function obtainToken(
  protocol: TokenProtocol,
  credentials: Credentials,
  post: (request: CallRequest) => Promise<Answer>,
): Promise<AccessToken> {
  const request = tokenRequestBody(protocol, credentials);
  if ('missing' in request) throw new ClientError('credentials_incomplete', { detail: request.missing });
  const answer = await post({ method: 'POST', path: protocol.path, body: request.body });
  const token = answer.status === 200 ? protocol.read(tryParse(answer.body)) : { problem: '' };
  if ('value' in token) return token;
  const said = token.problem === '' ? '' : `, ${JSON.stringify(token.problem)}`;
  throw new ClientError('token_refused', {
    detail: `POST ${protocol.path} answered ${answer.status}${said}`,
    answer,
  });
}

function tryParse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
