import type { Acknowledgement } from '../acknowledgement.ts';
import { type Dialect, type Mode, oneMode } from '../direction.ts';
import { header } from '../vocabulary/carriers.ts';
import { within } from '../vocabulary/freshness.ts';
import { body, compactBody, decodedQuery, method, path, timestamp } from '../vocabulary/parts.ts';
import { hmac } from '../vocabulary/seals.ts';
import { concat, type Reading } from '../vocabulary/string-to-sign.ts';

/** `signKey` seals everything. Requests name the merchant by bearer token, so nothing here identifies it. */
export type AnexpayCredentials = {
  readonly apiKey?: string;
  readonly apiSecret?: string;
  readonly signKey: string;
  readonly email?: string;
  readonly password?: string;
};

export interface AnexpayOptions {
  /** Environments name the headers differently: `SIGNATURE` and `TIMESTAMP`, or with a `D-` before them. */
  readonly signatureHeader?: string;
  readonly timestampHeader?: string;
  /** The page's rule leaves `?` out of the signed query, its example keeps it in. Kept by default; both are verified. */
  readonly queryMark?: boolean;
  /** Responses: A is the request's rule with the response's body, B is timestamp + body. */
  readonly responseFormula?: 'A' | 'B';
  /** Verify the first reading only. */
  readonly strict?: boolean;
}

/** docs.anexpay.com/8422822m0: "Requests will be rejected if the time difference exceeds 2 minutes". */
const WINDOW_MILLISECONDS = 120_000;

/** developer.wcheckout.app/7443464m0, of the same service: status 200 counts, and this is what to send with it. */
const SUCCESS: Acknowledgement = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"retcode":200,"retmsg":"SUCCESS"}',
  judgedBy: 'status',
};

/** ANexPay XCheckout with other header names or another reading of what its documentation leaves open. */
export function createAnexpay(options: AnexpayOptions = {}): Dialect {
  const mark = options.queryMark ?? true;
  const sealed = {
    seal: hmac({ hash: 'sha512', key: 'signKey', encoding: 'base64' }),
    carry: {
      signature: header(options.signatureHeader ?? 'SIGNATURE'),
      timestamp: header(options.timestampHeader ?? 'TIMESTAMP'),
    },
    fresh: within({ milliseconds: WINDOW_MILLISECONDS }),
  } as const;
  const mode = (readings: readonly [Reading, ...Reading[]]): Mode => ({
    name: 'signKey',
    readings: options.strict === true ? [readings[0]] : readings,
    ...sealed,
  });
  const documented = concat(method, timestamp, path, decodedQuery({ mark }), body);
  const formulaA: Reading = { name: 'method + timestamp + path + query + body', parts: documented };
  const formulaB: Reading = { name: 'timestamp + body', parts: concat(timestamp, body) };
  return {
    name: 'anexpay',
    title: 'ANexPay XCheckout',
    request: oneMode({
      ...mode([
        formulaA,
        {
          name: mark ? 'query without its ?' : 'query with its ?',
          parts: concat(method, timestamp, path, decodedQuery({ mark: !mark }), body),
        },
        // "JSON string with all whitespace removed": a client that sends pretty JSON may have signed it compact.
        {
          name: 'body without whitespace',
          parts: concat(method, timestamp, path, decodedQuery({ mark }), compactBody),
        },
      ]),
      replay: 'signature',
    }),
    response: oneMode(mode([options.responseFormula === 'B' ? formulaB : formulaA])),
    callback: {
      ...oneMode({ ...mode([formulaB]), replay: 'signature' }),
      content: 'json',
      eventId: ['eventId'],
      acknowledgement: SUCCESS,
    },
  };
}

/**
 * ANexPay XCheckout: HMAC-SHA512 in base64 over METHOD + TIMESTAMP + path + decoded query + body, fresh for two minutes.
 * Responses are signed too, with the method, path and query of the request they answer.
 */
export const anexpay: Dialect = createAnexpay();
