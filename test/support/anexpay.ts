/** ANexPay's API of a test's own, and merchants that call it as the provider's documentation says. */
import { scryptSync } from 'node:crypto';
import { after, before, describe } from 'node:test';
import {
  type AnexpayCredentials,
  anexpay,
  type Header,
  type Message,
  sign,
  verify,
} from '@countersign/signing';
import {
  alphanumerics,
  type Core,
  createMerchant,
  hashSecret,
  issueCredential,
  issueToken,
  putRate,
} from '../../packages/gateway/src/core/index.ts';
import { parsePublicUrl } from '../../packages/gateway/src/http/public-url.ts';
import { requireAsset } from '../../packages/gateway/src/money/index.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import { createAnexpaySurface } from '../../packages/gateway/src/surfaces/anexpay/index.ts';
import { forEachEngine } from './engines.ts';
import { repeatableBytes, type TestEnvironment, testEnvironment } from './environment.ts';
import { startSurface } from './surface.ts';

export const TOKEN = '/user/auth/oauth2/token';
export const CREATE = '/checkout/order/create';
export const READ = '/checkout/order/info';

/** The documentation's sample of CreateOrder. */
export const ORDER = {
  orderNo: '1759988038609',
  orderAmount: 0.5,
  customerId: '6',
  merchantId: '1',
  token: 'ETH_USDT',
  fiat: 'USD',
  expiredIn: 2000,
};

export interface AnexpayMerchant {
  readonly id: string;
  readonly credentials: Required<AnexpayCredentials>;
  /** Valid for half an hour from the start of the test's clock. */
  readonly token: string;
}

export interface AnexpayCall {
  readonly method?: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  /** An object, or JSON just as it is. */
  readonly body?: object | string;
  /** Whose token and signature; else the first merchant's. */
  readonly merchant?: AnexpayMerchant;
  readonly token?: string;
  readonly signedAt?: number;
}

export interface AnexpayAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly retcode: string;
  readonly retmsg: string | null;
  readonly retdata: Readonly<Record<string, unknown>> | null;
  /** Whether it verifies as a response to what was sent, under the key of the merchant who is to read it. */
  readonly isSigned: boolean;
}

export interface TestAnexpay {
  readonly core: Core;
  readonly environment: TestEnvironment;
  readonly origin: string;
  readonly log: () => readonly object[];
  readonly merchant: AnexpayMerchant;
  newMerchant(options?: { readonly allowlist?: readonly string[] }): Promise<AnexpayMerchant>;
  signed(call: AnexpayCall): Promise<Message>;
  /** Sends, and checks the answer's signature under the merchant's key; else the first merchant's. */
  send(message: Pick<Message, 'url'> & Partial<Message>, reader?: AnexpayMerchant): Promise<AnexpayAnswer>;
  /** Signs and sends. */
  call(call: AnexpayCall): Promise<AnexpayAnswer>;
  /** Sets what one USDT costs in USD. */
  setRate(rate: string): Promise<void>;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestAnexpay) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestAnexpay & { close(): Promise<void> };
      before(async () => {
        opened = await openTestAnexpay(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

const PASSWORD = 'correct horse battery staple';
const SALT = Buffer.alloc(16, 7);
/** As `hashPassword` writes it, at a thousandth of the cost: each use of a real one takes a good part of a second. */
const PASSWORD_HASH = [
  'scrypt',
  128,
  8,
  1,
  SALT.toString('base64'),
  scryptSync(PASSWORD, SALT, 32, { N: 128, r: 8, p: 1 }).toString('base64'),
].join('$');

async function openTestAnexpay(engine: EngineName): Promise<TestAnexpay & { close(): Promise<void> }> {
  const environment = { ...testEnvironment(), randomBytes: repeatableBytes() };
  const surface = await startSurface(engine, environment, (core) =>
    createAnexpaySurface({
      core,
      publicUrls: [parsePublicUrl('https://pay.example.com')],
      decoy: { id: '', merchantId: '', fields: { signKey: 'of nobody' }, allowlist: [] },
    }),
  );
  const { core, origin, log, close } = surface;
  const newMerchant: TestAnexpay['newMerchant'] = ({ allowlist = [] } = {}) => register(core, allowlist);
  const setRate: TestAnexpay['setRate'] = async (rate) => {
    const [base, quote] = [requireAsset('USDT'), requireAsset('USD')];
    environment.advance(1);
    await core.perform((transaction) =>
      putRate(transaction, { base, quote, rate, source: 'test', at: environment.now() }),
    );
  };
  await setRate('0.99990947');
  const merchant = await newMerchant();
  const signed: TestAnexpay['signed'] = async (call) => {
    const { credentials, token } = call.merchant ?? merchant;
    const { message } = await sign(anexpay.request, unsigned(call, call.token ?? token), {
      credentials,
      at: call.signedAt ?? environment.now(),
    });
    return message;
  };
  const send: TestAnexpay['send'] = (message, reader = merchant) =>
    sendTo(origin, message, reader.credentials, environment.now());
  const call: TestAnexpay['call'] = async (call) => send(await signed(call), call.merchant);
  return { core, environment, origin, log, merchant, newMerchant, signed, send, call, setRate, close };
}

/** A merchant as `newAnexpayCredentials` would make it, with a token. */
async function register(core: Core, allowlist: readonly string[]): Promise<AnexpayMerchant> {
  const text = () => alphanumerics(core.environment, 24);
  const credentials = {
    apiKey: text(),
    apiSecret: text(),
    signKey: text(),
    email: 'shop@merchant.example',
    password: PASSWORD,
  };
  const { apiKey, apiSecret, signKey, email } = credentials;
  return core.perform(async (transaction) => {
    const { id } = await createMerchant(transaction, core, { name: 'Shop' });
    const credential = await issueCredential(transaction, core, {
      merchantId: id,
      dialect: anexpay.name,
      keyId: apiKey,
      public: { email },
      secrets: { signKey, apiSecretHash: hashSecret(apiSecret), passwordHash: PASSWORD_HASH },
      allowlist,
    });
    const lifetimeMilliseconds = 1_800_000;
    const token = await issueToken(transaction, core, { credential, lifetimeMilliseconds, displaces: true });
    return { id, credentials, token };
  });
}

/** A request with its content, before it is signed. */
export function unsigned({ method, path, body }: Omit<AnexpayCall, 'merchant'>, token?: string): Message {
  const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
  const content: readonly Header[] = body === undefined ? [] : [['Content-Type', 'application/json']];
  const authorization: readonly Header[] = token === undefined ? [] : [['Authorization', `Bearer ${token}`]];
  const headers = [...content, ...authorization];
  return {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    url: path,
    headers,
    body: Buffer.from(text),
  };
}

async function sendTo(
  origin: string,
  { method = 'POST', url, headers = [], body = Buffer.alloc(0) }: Parameters<TestAnexpay['send']>[0],
  credentials: AnexpayCredentials,
  receivedAt: number,
): Promise<AnexpayAnswer> {
  const response = await fetch(origin + url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body.length > 0 && method !== 'GET' && { body: Uint8Array.from(body) }),
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const text = Buffer.from(bytes).toString('utf8');
  const answered = { method, url, headers: [...response.headers], body: bytes };
  const isSigned = anexpay.response
    ? (await verify(anexpay.response, answered, { credentials, receivedAt })).ok
    : false;
  return { status: response.status, headers: response.headers, text, ...JSON.parse(text), isSigned };
}
