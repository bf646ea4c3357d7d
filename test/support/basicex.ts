/** BasicEx's surface with one merchant, and a client that signs as that merchant would. */
import { basicex, type Credentials, type MessageInput, sign } from '@countersign/signing';
import {
  type CertificateAuthority,
  type Core,
  createMerchant,
  issueCredential,
  type Merchant,
  openAuthority,
} from '../../packages/gateway/src/core/index.ts';
import { makeDecoy } from '../../packages/gateway/src/http/decoy.ts';
import { parsePublicUrl } from '../../packages/gateway/src/http/public-url.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import {
  createBasicexSurface,
  issueBasicexCredentials,
  seedBasicexSandbox,
} from '../../packages/gateway/src/surfaces/basicex/index.ts';
import { type TestEnvironment, testEnvironment } from './environment.ts';
import { startSurface, type TestSurface } from './surface.ts';

/** What merchants sign over: where the test's server really listens, nobody but the test knows. */
export const PUBLIC_URL = 'https://pay.example.com';
export const OTHER_PUBLIC_URL = 'http://gateway.internal:8080/basicex';

export interface TestBasicex extends TestSurface {
  readonly environment: TestEnvironment;
  readonly authority: CertificateAuthority;
  readonly merchant: Merchant;
  /** What the merchant was shown. */
  readonly credentials: Credentials;
  newMerchant(
    allowlist?: readonly string[],
  ): Promise<{ readonly merchant: Merchant; readonly credentials: Credentials }>;
  /** Signs and sends. `path` is what follows the public url. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  readonly body?: string | object;
  readonly credentials?: Credentials;
  readonly mode?: 'key' | 'certificate';
  readonly publicUrl?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly envelope: Envelope;
}

export interface Envelope {
  readonly code: string;
  readonly message: string;
  readonly data: unknown;
  readonly param?: string;
  readonly requestId?: string;
}

/** The fields of InvoiceObject. */
export interface InvoiceObject {
  readonly invoiceId: string;
  readonly merOrderId: string;
  readonly fiat: string;
  readonly currency: string | null;
  readonly currencyInfo: CoinInfo | null;
  readonly forcedChain: string | null;
  readonly fiatAmount: string;
  readonly fiatInfo: object | null;
  readonly description: string;
  readonly metadata: object | null;
  readonly payerEmail: string | null;
  readonly merchantCode: string;
  readonly merchantName: string;
  readonly currencies: readonly CoinInfo[];
  readonly fiatCurrencies: readonly { readonly name: string }[];
  readonly paymentInfo: {
    readonly allowChainPayment: boolean;
    readonly payeeAddress: string | null;
    readonly network: object | null;
    readonly totalAmount: string | null;
    readonly paidAmount: string | null;
    readonly payeeAddressExpireTime: string | null;
  };
  readonly exchangeRate: { readonly rate: Readonly<Record<string, string>> } | null;
  readonly type: number;
  readonly status: string;
  readonly cashierUrl: string;
}

interface CoinInfo {
  readonly currency: string;
  readonly networkList: readonly object[];
}

export async function startBasicex(
  engine: EngineName,
  environment: TestEnvironment = testEnvironment(),
): Promise<TestBasicex> {
  let opened: CertificateAuthority | undefined;
  const surface = await startSurface(engine, environment, async (core) => {
    opened = await openAuthority(core);
    await seedBasicexSandbox(core);
    return createBasicexSurface({
      core,
      publicUrls: [parsePublicUrl(PUBLIC_URL), parsePublicUrl(OTHER_PUBLIC_URL)],
      platformCertificates: [opened.platform],
      decoy: await makeDecoy(environment),
      loopbackCallbacks: true,
    });
  });
  const authority = opened as CertificateAuthority;
  const newMerchant = (allowlist: readonly string[] = []) => merchantWith(surface.core, authority, allowlist);
  const first = await newMerchant();
  return {
    ...surface,
    environment,
    authority,
    ...first,
    newMerchant,
    call: async (
      method,
      path,
      { body, credentials = first.credentials, mode = 'key', publicUrl = PUBLIC_URL } = {},
    ) => {
      const input = messageInput(method, publicUrl + path, body);
      const signed = await sign(basicex.request, input, { credentials, mode, at: 0 });
      return send(surface.origin, path, signed.message);
    },
  };
}

async function merchantWith(core: Core, authority: CertificateAuthority, allowlist: readonly string[]) {
  const merchant = await core.perform((transaction) => createMerchant(transaction, core, { name: 'Shop' }));
  const { shown, commands } = await issueBasicexCredentials(core, authority, merchant);
  await core.perform(async (transaction) => {
    for (const command of commands) await issueCredential(transaction, core, { ...command, allowlist });
  });
  return { merchant, credentials: shown };
}

function messageInput(method: string, url: string, body: string | object | undefined): MessageInput {
  if (body === undefined) return { method, url };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { method, url, headers: { 'Content-Type': 'application/json' }, body: text };
}

/** Sends a message as it is to where the gateway really listens. */
export async function send(
  origin: string,
  path: string,
  { method = 'GET', headers = [], body = '' }: Pick<MessageInput, 'method' | 'headers' | 'body'>,
): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    headers: headers as [string, string][],
    ...(body.length > 0 && { body: body as Uint8Array<ArrayBuffer> }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, envelope: JSON.parse(text) };
}

/** A good body for `POST /v2/invoices`. */
export const COIN_PRICED = {
  orderId: 'A-1',
  currency: 'USDT',
  amount: 1025,
  precision: 2,
  amountType: 'coin_amount',
  description: 'Hello, BasicEx',
  notificationUrl: 'https://shop.example/notify',
};

/** Another, whose coin is left open. */
export const FIAT_PRICED = {
  orderId: 'B-1',
  fiat: 'USD',
  amount: 1489,
  precision: 2,
  amountType: 'money_price',
  description: '测试商品',
  notificationUrl: 'https://shop.example/notify',
};
