import type { Acknowledgement } from '../acknowledgement.ts';
import { type Dialect, oneMode } from '../direction.ts';
import { headerValue, type Message, splitUrl } from '../message.ts';
import { Refusal } from '../verdict.ts';
import { header } from '../vocabulary/carriers.ts';
import { within } from '../vocabulary/freshness.ts';
import { sentKey } from '../vocabulary/identity.ts';
import { sortedForm, sortedJson } from '../vocabulary/parameters.ts';
import { body, method, path, requestId, timestamp } from '../vocabulary/parts.ts';
import { hmac } from '../vocabulary/seals.ts';
import { join, type Part, type Reading } from '../vocabulary/string-to-sign.ts';
import { jwe, type Wrapping } from '../vocabulary/wrapping.ts';

/** One secret for requests and callbacks; each side's key pair for what is encrypted to it. Keys are PEM or bare base64. */
export type UpayCredentials = {
  readonly apiKey: string;
  readonly secretKey: string;
  readonly merchantPrivateKey?: string;
  readonly merchantPublicKey?: string;
  readonly platformPrivateKey?: string;
  readonly platformPublicKey?: string;
};

/** upay-api-en.readme.io/reference/api-basic: "if not responded within 60 seconds, timeout". That it is two-sided is ours. */
const WINDOW_MILLISECONDS = 60_000;

/** Retries reuse the first push's time, so a receiver's window must outlast the queue. Ours: half an hour. */
const CALLBACK_WINDOW_MILLISECONDS = 30 * 60_000;

/** What is encrypted in both directions. Its "API List" page is not public: this is as observed at the test environment. */
export const UPAY_ENCRYPTED_PATHS: ReadonlySet<string> = new Set(
  [
    'payer/add',
    'payer/info',
    'beneficiary/add',
    'beneficiary/info',
    'beneficiary/list',
    'bank/account/add',
    'bank/account/info',
    'order/creation',
    'order/quote/info',
    'order/confirm',
    'order/cancel',
    'order/info',
  ].map((name) => `/api/v1/payout/${name}`),
);

/** Parameters are signed in plaintext, before encryption; the fields of an upload are not signed; a GET signs its query. */
function parameters(options: { readonly skipEmpty: boolean }): Part {
  const json = sortedJson(options);
  const query = sortedForm({ except: '', style: 'none' });
  return {
    name: json.name,
    render: (source) => {
      if (isMultipart(source.message)) return '';
      return source.message.method === 'GET' ? query.render(source) : json.render(source);
    },
  };
}

function isMultipart(message: Message): boolean {
  return headerValue(message, 'content-type')?.toLowerCase().startsWith('multipart/form-data') ?? false;
}

const reading = (name: string, skipEmpty: boolean): Reading => ({
  name,
  parts: join('|', method, path, timestamp, requestId, parameters({ skipEmpty })),
});

/** Callbacks name the event inside the encrypted content, and sign the ciphertext beside it. */
const event: Part = {
  name: 'event',
  render: ({ json }) => {
    const value = json.kind === 'object' ? json.members.find(({ key }) => key === 'event')?.value : undefined;
    if (value?.kind !== 'string') throw new Refusal('body_malformed', 'event');
    return value.value;
  },
};

/** upay-api-en.readme.io/reference/request-explanation: "SUCCESS" within 5 seconds, or the callback is sent again. */
const SUCCESS: Acknowledgement = {
  status: 200,
  headers: [['Content-Type', 'text/plain']],
  body: 'SUCCESS',
  judgedBy: 'status and body',
};

const seal = hmac({ hash: 'sha256', key: 'secretKey', encoding: 'base64' });
const carry = {
  signature: header('X-UPA-SIGN'),
  timestamp: header('X-UPA-TIMESTAMP'),
  nonce: header('X-UPA-REQUESTID'),
};

/**
 * UPay white-label: HMAC-SHA256 in base64 over METHOD|path|timestamp|request id|parameters. Parameters of encrypted endpoints
 * are signed first and encrypted after, so a receiver decrypts before it can verify.
 */
export const upay: Dialect = {
  name: 'upay',
  title: 'UPay white-label',
  request: oneMode({
    name: 'secret key',
    // The page does not say what becomes of nulls and empty strings: a signer leaves them out, a verifier tries both.
    readings: [reading('as sent', false), reading('nulls and empty strings left out', true)],
    seal,
    identity: sentKey(header('X-UPA-APIKEY'), 'apiKey'),
    carry,
    fresh: within({ milliseconds: WINDOW_MILLISECONDS }),
    replay: 'request-id',
    wrapping: jwe({
      encryptTo: 'platformPublicKey',
      decryptWith: 'platformPrivateKey',
      envelope: 'payload',
      appliesTo: ({ url }) => UPAY_ENCRYPTED_PATHS.has(splitUrl(url).path),
    }),
  }),
  callback: {
    ...oneMode({
      name: 'secret key',
      readings: [{ name: 'event, timestamp, ciphertext', parts: join('|', event, timestamp, body) }],
      seal,
      carry,
      fresh: within({ milliseconds: CALLBACK_WINDOW_MILLISECONDS }),
      // The request id of a callback is not signed, so it proves nothing.
      replay: 'signature',
      wrapping: jwe({
        encryptTo: 'merchantPublicKey',
        decryptWith: 'merchantPrivateKey',
        envelope: 'raw',
        appliesTo: () => true,
      }),
    }),
    content: 'json',
    // Unique to the notification; the order it is about is named in `detail`.
    eventId: ['orderNo'],
    acknowledgement: SUCCESS,
  },
};

/** Answers of encrypted endpoints carry `data: {"payload":"<JWE>"}` to the merchant's key. UPay signs no answer. */
export const upayAnswer: Wrapping = jwe({
  encryptTo: 'merchantPublicKey',
  decryptWith: 'merchantPrivateKey',
  envelope: 'payload',
  appliesTo: () => true,
});
