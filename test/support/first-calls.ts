/** The first call that somebody makes with new credentials, in each dialect. */
import { randomUUID } from 'node:crypto';
import {
  anexpay,
  basicex,
  blackhat,
  type Credentials,
  type Direction,
  easylink,
  type MessageInput,
  sign,
  upay,
} from '@countersign/signing';

/** Whether the gateway takes the credentials. The calls ask for little, and create nothing. */
export type FirstCall = (origin: string, credentials: Credentials) => Promise<boolean>;

const JSON_HEADERS = { 'Content-Type': 'application/json' };
const FORM_HEADERS = { 'Content-Type': 'application/x-www-form-urlencoded' };

export const FIRST_CALLS: Readonly<Record<string, FirstCall>> = {
  'basicex by key': (origin, credentials) => rates(origin, credentials, 'key'),
  'basicex by certificate': (origin, credentials) => rates(origin, credentials, 'certificate'),
  anexpay: async (origin, credentials) => {
    const { apiKey, apiSecret, email, password } = credentials;
    const login = { grantType: 'password', apiKey, apiSecret, email, password };
    const { body } = await post(`${origin}/user/auth/oauth2/token`, login);
    const { access_token } = body.retdata ?? {};
    const input = {
      url: `${origin}/checkout/order/info?orderNo=none`,
      headers: { Authorization: `Bearer ${access_token}` },
    };
    const { status } = await send(anexpay.request, input, credentials);
    return status === 404;
  },
  easylink: async (origin, credentials) => {
    const { appId: app_id, appSecret: app_secret } = credentials;
    const { body } = await post(`${origin}/get-access-token`, { app_id, app_secret });
    const input = {
      method: 'POST',
      url: `${origin}/finance-account/balances`,
      headers: { ...JSON_HEADERS, Authorization: `Bearer ${body.data}` },
      body: '{}',
    };
    const answer = await send(easylink.request, input, credentials);
    return answer.body.code === 0;
  },
  blackhat: async (origin, credentials) => {
    const input = { method: 'POST', url: `${origin}/api/getStores`, headers: FORM_HEADERS };
    const { body } = await send(blackhat.request, input, credentials);
    return body.ok && body.result.items.some(({ store_id }: Credentials) => store_id === credentials.storeId);
  },
  upay: async (origin, credentials) => {
    const input = {
      method: 'POST',
      url: `${origin}/api/v1/merchant/asset`,
      headers: JSON_HEADERS,
      body: '{}',
    };
    const { body } = await send(upay.request, input, credentials);
    return body.code === 0;
  },
};

async function rates(origin: string, credentials: Credentials, mode: string): Promise<boolean> {
  const { status } = await send(basicex.request, { url: `${origin}/v2/rates/USD` }, credentials, mode);
  return status === 200;
}

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: five shapes, of which each call looks at one
  readonly body: any;
}

async function send(
  direction: Direction,
  input: MessageInput,
  credentials: Credentials,
  mode?: string,
): Promise<Answer> {
  // To the tenth of a millisecond, which BlackHat counts in.
  const at = performance.timeOrigin + performance.now();
  const { message } = await sign(direction, input, {
    credentials,
    at: direction === blackhat.request ? at : Math.round(at),
    nonce: randomUUID(),
    ...(mode !== undefined && { mode }),
  });
  const response = await fetch(message.url, {
    method: message.method,
    headers: message.headers.map(([name, value]): [string, string] => [name, value]),
    ...(message.method !== 'GET' && { body: Uint8Array.from(message.body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function post(url: string, content: object): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: JSON_HEADERS,
    body: JSON.stringify(content),
  });
  return { status: response.status, body: await response.json() };
}
