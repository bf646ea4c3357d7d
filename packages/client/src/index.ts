/**
 * Signed calls to payment providers, or to a gateway that speaks like them: sign, send, verify the answer, decrypt it.
 *
 * @module
 */
export type { Answer } from './answer.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export type { ClientEnvironment } from './environment.ts';
export { CLIENT_ERROR_CODES, ClientError, type ClientErrorCode } from './errors.ts';
export { withContentType } from './profiles.ts';
export type { CallRequest } from './request.ts';
