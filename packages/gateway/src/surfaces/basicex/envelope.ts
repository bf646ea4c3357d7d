import type { Header } from '@countersign/signing';
import type { GatewayRequest, GatewayResponse } from '../../http/exchange.ts';
import { jsonObject } from '../../http/json-fragment.ts';
import type { Refusal } from './errors.ts';

/**
 * The flat envelope of https://developers.basicex.com/en/openapi_v2/error-codes.html. An older guide nests errors; that page and
 * the official client do not.
 *
 * @param data may be a fragment
 */
export function success(request: GatewayRequest, data: unknown): GatewayResponse {
  return {
    status: 200,
    headers: headers(request),
    body: jsonObject({ code: '0000', message: '', data }).bytes,
  };
}

export function failure(request: GatewayRequest, refusal: Refusal): GatewayResponse {
  const { status, code, message, parameter } = refusal;
  const body = JSON.stringify({ code, data: null, message, param: parameter, requestId: request.id });
  return { status, headers: headers(request), body };
}

/** The official client reads the request's id from the header, the documentation shows it in the body of errors: both are true. */
function headers(request: GatewayRequest): readonly Header[] {
  return [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['Request-Id', request.id],
  ];
}
