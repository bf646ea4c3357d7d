import type { Acknowledgement } from '../acknowledgement.ts';
import { type Dialect, type Mode, oneMode } from '../direction.ts';
import type { EncodingStyle } from '../text/url-encoding.ts';
import { header } from '../vocabulary/carriers.ts';
import { within } from '../vocabulary/freshness.ts';
import { sentKey } from '../vocabulary/identity.ts';
import { flattenedJson } from '../vocabulary/parameters.ts';
import { keyId } from '../vocabulary/parts.ts';
import { rsaSha256 } from '../vocabulary/seals.ts';
import type { Source } from '../vocabulary/source.ts';
import { concat, type Reading } from '../vocabulary/string-to-sign.ts';

/** Whoever calls signs: the merchant's key pair for requests, the platform's for callbacks. Keys are PEM. */
export type EasylinkCredentials = {
  readonly appId?: string;
  readonly appKey: string;
  readonly appSecret?: string;
  readonly merchantPrivateKey?: string;
  readonly merchantPublicKey?: string;
  readonly platformPrivateKey?: string;
  readonly platformPublicKey?: string;
};

export interface EasylinkOptions {
  /** Verify only the documented encoding, that of PHP and Go. */
  readonly strict?: boolean;
}

/** doc.easylink.id/doc-5864588: "valid within 5 minutes". That it holds to the future as well is ours. */
const WINDOW_MILLISECONDS = 5 * 60_000;

const APP_KEY = 'X-EasyLink-AppKey';
const NONCE = 'X-EasyLink-Nonce';
const TIMESTAMP = 'X-EasyLink-Timestamp';

const requestHeaders = ({ carried }: Source) =>
  [
    { name: APP_KEY, value: carried.keyId },
    { name: NONCE, value: carried.nonce },
    { name: TIMESTAMP, value: carried.timestamp },
  ] as const;

/** "EasyLink's callback to merchants does not include X-EasyLink-Nonce in the Header, so it is also not included". */
const callbackHeaders = ({ carried }: Source) =>
  [
    { name: APP_KEY, value: carried.keyId },
    { name: TIMESTAMP, value: carried.timestamp },
  ] as const;

/**
 * The page leaves values unencoded, every public client form-encodes them; the languages differ in `~ * ! ' ( )`, so a
 * server accepts each. PHP's form comes first: it is one of the three languages the page shows.
 */
const STYLES = ['php', 'go', 'java', 'javascript'] as const satisfies readonly EncodingStyle[];

function readings(
  headers: typeof requestHeaders | typeof callbackHeaders,
  strict: boolean,
): Mode['readings'] {
  const reading = (style: EncodingStyle): Reading => ({
    name: `values encoded as by ${style}`,
    parts: concat(keyId, flattenedJson({ style, headers, reservedPrefix: 'X-EasyLink-' }), keyId),
  });
  return [reading(STYLES[0]), ...(strict ? [] : STYLES.slice(1).map(reading))];
}

/** Undocumented. Ours, as public clients answer: status 200, and its own envelope of an answer without data. */
const SUCCESS: Acknowledgement = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"code":0,"message":"Success"}',
  judgedBy: 'status',
};

/** EasyLink, verifying strictly or not. */
export function createEasylink(options: EasylinkOptions = {}): Dialect {
  const strict = options.strict ?? false;
  const identity = sentKey(header(APP_KEY), 'appKey');
  const carry = { signature: header('X-EasyLink-Sign'), timestamp: header(TIMESTAMP) };
  const fresh = within({ milliseconds: WINDOW_MILLISECONDS });
  return {
    name: 'easylink',
    title: 'EasyLink',
    request: oneMode({
      name: 'merchant key',
      readings: readings(requestHeaders, strict),
      seal: rsaSha256({
        privateKey: 'merchantPrivateKey',
        publicKeys: ['merchantPublicKey', 'merchantPrivateKey'],
      }),
      identity,
      carry: { ...carry, nonce: header(NONCE) },
      fresh,
      replay: 'nonce',
    }),
    callback: {
      ...oneMode({
        name: 'platform key',
        readings: readings(callbackHeaders, strict),
        seal: rsaSha256({
          privateKey: 'platformPrivateKey',
          publicKeys: ['platformPublicKey', 'platformPrivateKey'],
        }),
        identity,
        carry,
        fresh,
        replay: 'signature',
      }),
      content: 'json',
      // Ours: callbacks have no id of their own. One is sent for each state that a transfer takes, and it may take one twice.
      eventId: ['disbursement_id', 'state', 'state_change_time'],
      acknowledgement: SUCCESS,
    },
  };
}

/**
 * EasyLink: RSA-SHA256 in base64 over appKey + sorted parameters + appKey, where the parameters are the signed headers and the
 * JSON body flattened with dots. The string to sign holds the app key: show it masked only.
 */
export const easylink: Dialect = createEasylink();
