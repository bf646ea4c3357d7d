/** EasyLink's API of a test's own, and merchants that call it as the provider's documentation says. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe } from 'node:test';
import { type EasylinkCredentials, easylink, type Header, type Message, sign } from '@countersign/signing';
import {
  alphanumerics,
  type Core,
  createMerchant,
  hashSecret,
  issueCredential,
  randomUuid,
} from '../../packages/gateway/src/core/index.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import {
  createEasylinkSurface,
  seedEasylinkSandbox,
} from '../../packages/gateway/src/surfaces/easylink/index.ts';
import { forEachEngine } from './engines.ts';
import { repeatableBytes, type TestEnvironment, testEnvironment } from './environment.ts';
import { startSurface } from './surface.ts';

export const TOKEN = '/get-access-token';
export const CREATE = '/v2/transfer/create-domestic-transfer';
export const READ = '/transfer/get-domestic-transfer';
export const BALANCES = '/finance-account/balances';

/** A good body of create-domestic-transfer. */
export const TRANSFER = {
  reference: 'TRX-2025.10.30-BROIP4S4RU',
  bank_id: '2',
  account_holder_name: 'Budi Santoso',
  account_number: '8730700000000001',
  amount: '50000',
  payment_method: '1',
  description: 'Invoice #102 / Mei',
};

export interface EasylinkMerchant {
  readonly id: string;
  readonly credentials: Required<
    Pick<EasylinkCredentials, 'appId' | 'appKey' | 'appSecret' | 'merchantPrivateKey'>
  >;
  /** Valid for ten minutes from the start of the test's clock. */
  readonly token: string;
}

export interface EasylinkCall {
  readonly path: string;
  /** An object, or JSON just as it is. */
  readonly body?: object | string;
  /** Whose token and signature; else the first merchant's. */
  readonly merchant?: EasylinkMerchant;
  readonly token?: string;
  readonly nonce?: string;
  readonly signedAt?: number;
}

export interface EasylinkAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly code: number;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>> | null;
}

export interface TestEasylink {
  readonly core: Core;
  readonly environment: TestEnvironment;
  readonly origin: string;
  readonly log: () => readonly object[];
  readonly merchant: EasylinkMerchant;
  /** One with a sandbox's balance and fee. */
  newMerchant(options?: { readonly allowlist?: readonly string[] }): Promise<EasylinkMerchant>;
  signed(call: EasylinkCall): Promise<Message>;
  send(message: Pick<Message, 'url'> & Partial<Message>): Promise<EasylinkAnswer>;
  /** Signs and sends. */
  call(call: EasylinkCall): Promise<EasylinkAnswer>;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestEasylink) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestEasylink & { close(): Promise<void> };
      before(async () => {
        opened = await openTestEasylink(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

/** Published keys that protect nothing: with them, signatures are the same in every run, and none has to be made. */
const vectors = JSON.parse(
  readFileSync(new URL('../../packages/signing/vectors/easylink.json', import.meta.url), 'utf8'),
);
const { anotherPublicKey, throwAwayKeyPairs } = vectors.credentials;
const { merchantPrivateKey, merchantPublicKey } = throwAwayKeyPairs;

async function openTestEasylink(engine: EngineName): Promise<TestEasylink & { close(): Promise<void> }> {
  const environment = { ...testEnvironment(), randomBytes: repeatableBytes() };
  const surface = await startSurface(engine, environment, (core) =>
    createEasylinkSurface({
      core,
      decoy: { id: '', merchantId: '', fields: anotherPublicKey, allowlist: [] },
    }),
  );
  const { core, origin, log, close } = surface;
  const send: TestEasylink['send'] = (message) => sendTo(origin, message);
  const newMerchant: TestEasylink['newMerchant'] = async ({ allowlist = [] } = {}) => {
    const { id, credentials } = await register(core, allowlist);
    const { appId: app_id, appSecret: app_secret } = credentials;
    const { data } = await send(unsigned(TOKEN, { app_id, app_secret }));
    return { id, credentials, token: String(data) };
  };
  const merchant = await newMerchant();
  const signed: TestEasylink['signed'] = async (call) => {
    const { credentials, token } = call.merchant ?? merchant;
    const { message } = await sign(easylink.request, unsigned(call.path, call.body, call.token ?? token), {
      credentials,
      at: call.signedAt ?? environment.now(),
      nonce: call.nonce ?? randomUUID(),
    });
    return message;
  };
  const call: TestEasylink['call'] = async (call) => send(await signed(call));
  return { core, environment, origin, log, merchant, newMerchant, signed, send, call, close };
}

/** A merchant as `newEasylinkCredentials` would make it, but for the key pair. */
async function register(core: Core, allowlist: readonly string[]): Promise<Omit<EasylinkMerchant, 'token'>> {
  const [appId, appSecret] = [alphanumerics(core.environment, 16), alphanumerics(core.environment, 32)];
  const appKey = randomUuid(core.environment);
  return core.perform(async (transaction) => {
    const { id } = await createMerchant(transaction, core, { name: 'Shop' });
    await seedEasylinkSandbox(transaction, core, { id });
    await issueCredential(transaction, core, {
      merchantId: id,
      dialect: easylink.name,
      keyId: appKey,
      loginId: appId,
      public: { appId, appKey, merchantPublicKey },
      secrets: { appSecretHash: hashSecret(appSecret) },
      allowlist,
    });
    return { id, credentials: { appId, appKey, appSecret, merchantPrivateKey } };
  });
}

/** A request with its content, before it is signed. */
export function unsigned(path: string, body: object | string = {}, token?: string): Message {
  const authorization: readonly Header[] = token === undefined ? [] : [['Authorization', `Bearer ${token}`]];
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers: readonly Header[] = [['Content-Type', 'application/json'], ...authorization];
  return { method: 'POST', url: path, headers, body: Buffer.from(text) };
}

async function sendTo(origin: string, message: Parameters<TestEasylink['send']>[0]): Promise<EasylinkAnswer> {
  const { method = 'POST', url, headers = [], body } = message;
  const response = await fetch(origin + url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(body !== undefined && method !== 'GET' && { body: Uint8Array.from(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, ...JSON.parse(text) };
}
