import { randomBytes } from 'node:crypto';
import {
  anexpay,
  basicex,
  blackhat,
  type Credentials,
  type Direction,
  easylink,
  type Message,
  type MessageInput,
  sign,
  splitUrl,
  upay,
} from '@countersign/signing';
import { payerForm } from './payer-form.ts';

/** A merchant's credentials, as the gateway's sandbox.json and its operator API show them. */
export type Keys = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** How one dialect creates: what a request is, and how a good answer is told. */
export interface Creation {
  readonly name: string;
  readonly expect: string;
  /** RSA keeps a request from costing less than a millisecond to sign or to open: fewer of them fill the time. */
  readonly requests: number;
  /** Each lane needs a merchant of its own, because its key's `ts` must grow from request to request. */
  readonly merchantPerLane?: true;
  readonly token?: {
    readonly path: string;
    readonly body: (keys: Keys) => object;
    readonly read: (answer: unknown) => string;
  };
  readonly request: (context: {
    origin: string;
    keys: Keys;
    index: number;
    token: string;
    now: number;
  }) => Promise<Message>;
}

async function signed(
  direction: Direction,
  input: MessageInput,
  credentials: Credentials,
  at: number,
): Promise<Message> {
  const { message } = await sign(direction, input, {
    credentials,
    at,
    nonce: randomBytes(16).toString('hex'),
  });
  return message;
}

const json = { 'content-type': 'application/json' };

export const CREATIONS: readonly Creation[] = [
  {
    name: 'basicex',
    expect: '"code":"0000"',
    requests: 80_000,
    request: ({ origin, keys, index, now }) =>
      signed(basicex.request, basicexInvoice(origin, index), basicexKey(keys), now),
  },
  {
    name: 'anexpay',
    expect: '"retcode":"200"',
    requests: 70_000,
    token: {
      path: '/user/auth/oauth2/token',
      body: ({ anexpay: { apiKey, apiSecret, email, password } = {} }) => ({
        grantType: 'password',
        apiKey,
        apiSecret,
        email,
        password,
      }),
      read: (answer) => (answer as { retdata: { access_token: string } }).retdata.access_token,
    },
    request: ({ origin, keys, index, token, now }) => {
      const body = JSON.stringify({
        orderNo: `bench-${index}`,
        orderAmount: 10.25,
        customerId: '6',
        token: 'ETH_USDT',
        expiredIn: 2000,
      });
      const headers = { ...json, authorization: `Bearer ${token}` };
      return signed(
        anexpay.request,
        { method: 'POST', url: `${origin}/checkout/order/create`, headers, body },
        keys.anexpay ?? {},
        now,
      );
    },
  },
  {
    name: 'blackhat',
    expect: '"ok":true',
    requests: 70_000,
    merchantPerLane: true,
    request: ({ origin, keys, index, now }) => {
      const body = `store_id=${keys.blackhat?.storeId}&payment_type=transparent&amount=12.5&order_id=bench-${index}`;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const input = { method: 'POST', url: `${origin}/api/createInvoice`, headers, body };
      // A lane's requests are many numbers apart, and `ts` only has to grow: not so far that it leaves the window.
      return signed(blackhat.request, input, keys.blackhat ?? {}, now + Math.floor(index / 64));
    },
  },
  {
    name: 'easylink',
    expect: '"code":0',
    requests: 16_000,
    token: {
      path: '/get-access-token',
      body: ({ easylink: { appId, appSecret } = {} }) => ({ app_id: appId, app_secret: appSecret }),
      read: (answer) => (answer as { data: string }).data,
    },
    request: ({ origin, keys, index, token, now }) => {
      const body = JSON.stringify({
        reference: `bench-${index}`,
        bank_id: '2',
        account_holder_name: 'Budi Santoso',
        account_number: '8730700000000001',
        amount: '50000',
        payment_method: '1',
      });
      const headers = { ...json, authorization: `Bearer ${token}` };
      const url = `${origin}/v2/transfer/create-domestic-transfer`;
      return signed(easylink.request, { method: 'POST', url, headers, body }, keys.easylink ?? {}, now);
    },
  },
  {
    name: 'upay',
    expect: '"code":0',
    requests: 5_000,
    request: ({ origin, keys, index, now }) => {
      const body = JSON.stringify({
        subject: 'person',
        formData: JSON.stringify(payerForm(`Bench ${index}`)),
      });
      const input = { method: 'POST', url: `${origin}/api/v1/payout/payer/add`, headers: json, body };
      return signed(upay.request, input, keys.upay ?? {}, now);
    },
  },
];

/** What the floor takes: a BasicEx request. */
export function floorRequest(origin: string, secretKey: string, index: number): Promise<Message> {
  return signed(basicex.request, basicexInvoice(origin, index), { apiKey: 'floor', secretKey }, 0);
}

function basicexKey({ basicex: { apiKey = '', secretKey = '' } = {} }: Keys): Credentials {
  return { apiKey, secretKey };
}

function basicexInvoice(origin: string, index: number): MessageInput {
  const body = JSON.stringify({
    orderId: `bench-${index}`,
    currency: 'USDT',
    amount: 1025,
    precision: 2,
    amountType: 'coin_amount',
    description: 'Hello, BasicEx',
    notificationUrl: 'https://merchant.example/notify',
    redirectUrl: 'https://merchant.example',
    sendPaidNotification: false,
    physical: false,
  });
  return { method: 'POST', url: `${origin}/v2/invoices`, headers: json, body };
}

/** A request as bytes, so that the load process has nothing left to compute. */
export function wireBytes({ method, url, headers, body }: Message): Uint8Array {
  const { origin, path, query } = splitUrl(url);
  const lines = [
    `${method} ${path}${query === undefined ? '' : `?${query}`} HTTP/1.1`,
    `host: ${new URL(origin).host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
