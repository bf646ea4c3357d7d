import type { Acknowledgement } from '../acknowledgement.ts';
import { type Dialect, type Mode, modeByIdentity } from '../direction.ts';
import { headerValue } from '../message.ts';
import { header } from '../vocabulary/carriers.ts';
import { certificateSerial, sentCertificate, sentKey } from '../vocabulary/identity.ts';
import { body, url } from '../vocabulary/parts.ts';
import { hmac, rsaSha256 } from '../vocabulary/seals.ts';
import { concat, type Reading } from '../vocabulary/string-to-sign.ts';

/** What a merchant or the platform holds; each side has only some of it. Keys and certificates are PEM. */
export type BasicexCredentials = {
  readonly merchantNo?: string;
  readonly apiKey?: string;
  readonly secretKey?: string;
  /** The merchant's API certificate and its private key. */
  readonly certificate?: string;
  readonly privateKey?: string;
  /** The platform's certificate, with which webhooks verify, and its private key. */
  readonly platformCertificate?: string;
  readonly platformPrivateKey?: string;
};

/** developers.basicex.com/en/guide/signed-request-flow.html: the whole url, then the body's bytes, nothing between. */
const urlAndBody: Reading = { name: 'url + body', parts: concat(url, body) };

const keyRequest: Mode = {
  name: 'key',
  readings: [urlAndBody],
  seal: hmac({ hash: 'sha512', key: 'secretKey', encoding: 'hex' }),
  identity: sentKey(header('X-Api-Key'), 'apiKey'),
  carry: { signature: header('X-Signature') },
};

const certificateRequest: Mode = {
  name: 'certificate',
  readings: [urlAndBody],
  seal: rsaSha256({ privateKey: 'privateKey', publicKeys: ['certificate'] }),
  identity: sentCertificate(header('X-Identity'), 'certificate'),
  carry: { signature: header('X-Signature') },
};

const WEBHOOK_TYPE = 'X-Webhook-Signature-Type';

/** Webhooks sign the notification url as it was registered, byte for byte, and the body. */
const keyCallback: Mode = {
  name: 'key',
  readings: [urlAndBody],
  seal: hmac({ hash: 'sha512', key: 'secretKey', encoding: 'hex' }),
  carry: { signature: header('X-Webhook-Signature') },
  headers: [[WEBHOOK_TYPE, 'key']],
};

const certificateCallback: Mode = {
  name: 'certificate',
  readings: [urlAndBody],
  seal: rsaSha256({ privateKey: 'platformPrivateKey', publicKeys: ['platformCertificate'] }),
  identity: certificateSerial(header('X-Webhook-Signature-Serial'), 'platformCertificate'),
  carry: { signature: header('X-Webhook-Signature') },
};

/**
 * developers.basicex.com/en/openapi_v2/webhook.html: "MUST return an HTTP 200 OK response with an empty body"; as failed counts
 * "any non-200 response code", so a body is no failure.
 */
const NOTHING_AT_ALL: Acknowledgement = { status: 200, headers: [], body: '', judgedBy: 'status' };

/**
 * BasicEx Payment, API v2: HMAC-SHA512 in hex under an API key, or RSA-SHA256 under a merchant certificate, over url + body.
 * Nothing in a request is fresh: uniqueness of order numbers is the only guard against a repeat.
 */
export const basicex: Dialect = {
  name: 'basicex',
  title: 'BasicEx Payment',
  request: modeByIdentity(keyRequest, certificateRequest),
  callback: {
    content: 'json',
    eventId: ['id'],
    acknowledgement: NOTHING_AT_ALL,
    modes: [keyCallback, certificateCallback],
    select: ({ message }) =>
      headerValue(message, WEBHOOK_TYPE)?.toLowerCase() === 'key' ? keyCallback : certificateCallback,
  },
};
