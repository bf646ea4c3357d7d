import type { GatewayResponse } from '../http/exchange.ts';
import type { Asset } from '../money/index.ts';

/** An answer of the operator's API: JSON, amounts as decimal text, times in Unix milliseconds. */
export function success(status: number, body: object): GatewayResponse {
  return {
    status,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(body),
  };
}

export function done(): GatewayResponse {
  return { status: 204, body: '' };
}

/** The request is wrong, whatever the gateway holds: the detail names the field and the fix. */
export function invalid(detail: string): GatewayResponse {
  return success(400, { error: 'invalid', detail });
}

export function notFound(detail: string): GatewayResponse {
  return success(404, { error: 'not_found', detail });
}

/** The request is right, and what the gateway holds is in its way: the detail says what. */
export function conflict(detail: string, others: object = {}): GatewayResponse {
  return success(409, { error: 'conflict', detail, ...others });
}

/** What to say where a merchant's money in an asset would be past 64 bits of its minor units. */
export function balanceTooLarge({ code }: Asset): string {
  return `The merchant's balance in ${code} would be larger than the books can hold: take a smaller amount.`;
}

/** The same for every reason. */
export function unauthorized(): GatewayResponse {
  const detail = 'Send the token of operator.json as Authorization: Bearer <token>.';
  const { headers = [], ...answer } = success(401, { error: 'unauthorized', detail });
  return { ...answer, headers: [...headers, ['WWW-Authenticate', 'Bearer']] };
}
