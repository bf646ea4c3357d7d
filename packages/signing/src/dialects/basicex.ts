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
 * BasicEx Payment, API v2: HMAC-SHA512 in hex under an API key, or RSA-SHA256 under a merchant certificate, over url + body.
 * Nothing in a request is fresh: uniqueness of order numbers is the only guard against a repeat.
 */
export const basicex: Dialect = {
  name: 'basicex',
  title: 'BasicEx Payment',
  request: modeByIdentity(keyRequest, certificateRequest),
  callback: {
    modes: [keyCallback, certificateCallback],
    select: ({ message }) =>
      headerValue(message, WEBHOOK_TYPE)?.toLowerCase() === 'key' ? keyCallback : certificateCallback,
  },
};
