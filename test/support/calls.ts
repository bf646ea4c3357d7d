/** Signed calls as a merchant makes them, over a real connection. */
import { randomBytes } from 'node:crypto';
import {
  basicex,
  blackhat,
  type Credentials,
  type Direction,
  easylink,
  type MessageInput,
  sign,
  upay,
} from '@countersign/signing';
import type { Sandbox } from './gateway.ts';

export interface CallAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer>;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

async function signed(
  direction: Direction,
  input: MessageInput,
  credentials: Credentials,
  at: number,
): Promise<SignedRequest> {
  const { message } = await sign(direction, input, {
    credentials,
    at,
    nonce: randomBytes(16).toString('hex'),
  });
  const headers = message.headers.map(([name, value]): [string, string] => [name, value]);
  return { method: message.method, url: message.url, headers, body: Uint8Array.from(message.body) };
}

/** A BasicEx invoice of 10.25 USDT. */
export function basicexInvoice(
  { origin, basicex: credentials }: Sandbox,
  orderId: string,
  more: object = {},
): Promise<SignedRequest> {
  const body = JSON.stringify({
    orderId,
    currency: 'USDT',
    amount: 1025,
    precision: 2,
    amountType: 'coin_amount',
    description: 'test',
    notificationUrl: 'https://merchant.example/notify',
    ...more,
  });
  const input = { method: 'POST', url: `${origin}/v2/invoices`, headers: JSON_HEADERS, body };
  const { apiKey, secretKey } = credentials;
  return signed(basicex.request, input, { apiKey, secretKey }, 0);
}

/** Reads a BasicEx invoice back by the merchant's number. */
export function basicexInvoiceOf(
  { origin, basicex: credentials }: Sandbox,
  orderId: string,
): Promise<SignedRequest> {
  const { apiKey, secretKey } = credentials;
  return signed(
    basicex.request,
    { method: 'GET', url: `${origin}/v2/invoices/merchant/${orderId}` },
    { apiKey, secretKey },
    0,
  );
}

/** A call of a BlackHat method. `at`: its `ts`, in milliseconds. */
export function blackhatCall(
  { origin, blackhat: credentials }: Sandbox,
  method: string,
  parameters: Readonly<Record<string, string>>,
  at: number,
): Promise<SignedRequest> {
  const body = new URLSearchParams(parameters).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return signed(
    blackhat.request,
    { method: 'POST', url: `${origin}/api/${method}`, headers, body },
    credentials,
    at,
  );
}

/** A call of EasyLink's API with an access token. */
export function easylinkCall(
  { origin, easylink: credentials }: Sandbox,
  path: string,
  token: string,
  parameters: object,
): Promise<SignedRequest> {
  const headers = { ...JSON_HEADERS, authorization: `Bearer ${token}` };
  const input = { method: 'POST', url: `${origin}${path}`, headers, body: JSON.stringify(parameters) };
  return signed(easylink.request, input, credentials, Date.now());
}

export function upayCall(
  { origin, upay: credentials }: Sandbox,
  path: string,
  parameters: object,
): Promise<SignedRequest> {
  const input = {
    method: 'POST',
    url: `${origin}${path}`,
    headers: JSON_HEADERS,
    body: JSON.stringify(parameters),
  };
  return signed(upay.request, input, credentials, Date.now());
}

/** Sends a request as it is; the same one can be sent again. */
export async function send({ method, url, headers, body }: SignedRequest): Promise<CallAnswer> {
  const answer = await fetch(url, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return { status: answer.status, body: await answer.json() };
}

/** The same request to another process of the same gateway. */
export function redirected(request: SignedRequest, from: string, to: string): SignedRequest {
  return { ...request, url: request.url.replace(from, to) };
}
