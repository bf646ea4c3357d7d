/** UPay's API of a test's own, and merchants that call it as the provider's documentation says. */
import { randomUUID } from 'node:crypto';
import { after, before, describe } from 'node:test';
import { decrypt, type Message, privateKey, sign, type UpayCredentials, upay } from '@countersign/signing';
import {
  type Core,
  createMerchant,
  generateRsaKeyPair,
  issueCredential,
  type RsaKeyPair,
} from '../../packages/gateway/src/core/index.ts';
import { makeDecoy } from '../../packages/gateway/src/http/decoy.ts';
import { createUpaySurface, newUpayCredentials } from '../../packages/gateway/src/surfaces/upay/index.ts';
import { forEachEngine } from './engines.ts';
import { repeatableBytes, type TestEnvironment, testEnvironment } from './environment.ts';
import { startSurface } from './surface.ts';

export interface UpayCall {
  readonly path: string;
  /** The parameters' JSON; encrypted where the path asks for it. */
  readonly body?: string;
  readonly requestId?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs, and opens the answer, with other keys than the merchant's own. */
  readonly credentials?: UpayCredentials;
  readonly encrypt?: boolean;
  readonly signedAt?: number;
}

export interface UpayAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: UpayBody;
  /** `data`, decrypted if it was encrypted. */
  readonly data: unknown;
}

export interface UpayBody {
  readonly code: number;
  readonly msg: string;
  readonly success: boolean;
  readonly ts: number;
  readonly data: unknown;
}

export interface UpayMerchant {
  readonly id: string;
  /** What signs, encrypts and decrypts on the merchant's side. */
  readonly credentials: UpayCredentials;
}

export interface TestUpay {
  readonly core: Core;
  readonly environment: TestEnvironment;
  readonly origin: string;
  readonly merchant: UpayMerchant;
  newMerchant(options?: { readonly allowlist?: readonly string[] }): Promise<UpayMerchant>;
  /** One more key of a merchant. */
  newCredentials(merchantId: string): Promise<UpayCredentials>;
  signed(call: UpayCall): Promise<Message>;
  send(message: Message, credentials?: UpayCredentials): Promise<UpayAnswer>;
  /** Signs and sends. */
  call(call: UpayCall): Promise<UpayAnswer>;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestUpay) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestUpay & { close(): Promise<void> };
      before(async () => {
        opened = await openTestUpay(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

/** Key pairs take long to make, and one for each side serves every test. */
let pairs: Promise<readonly [merchant: RsaKeyPair, platform: RsaKeyPair]> | undefined;

async function openTestUpay(engine: Parameters<typeof startSurface>[0]) {
  pairs ??= Promise.all([generateRsaKeyPair(), generateRsaKeyPair()]);
  const [merchantKeys, platform] = await pairs;
  const environment = { ...testEnvironment(), randomBytes: repeatableBytes() };
  const surface = await startSurface(engine, environment, async (core) =>
    createUpaySurface({
      core,
      decoy: await makeDecoy(environment, { platformPrivateKey: platform.privateKey }),
    }),
  );
  const { core, origin } = surface;
  const newCredentials = async (merchantId: string, allowlist: readonly string[] = []) => {
    const issued = await newUpayCredentials(core, platform, {
      id: merchantId,
      publicKey: merchantKeys.publicKey,
    });
    await core.perform(async (transaction) => {
      for (const command of issued.commands)
        await issueCredential(transaction, core, { ...command, allowlist });
    });
    const { apiKey = '', secretKey = '', platformPublicKey = '' } = issued.shown;
    return { apiKey, secretKey, platformPublicKey, merchantPrivateKey: merchantKeys.privateKey };
  };
  const newMerchant: TestUpay['newMerchant'] = async ({ allowlist } = {}) => {
    const { id } = await core.perform((transaction) => createMerchant(transaction, core, { name: 'Shop' }));
    return { id, credentials: await newCredentials(id, allowlist) };
  };
  const merchant = await newMerchant();
  const signed: TestUpay['signed'] = async (call) => {
    const { message } = await sign(
      upay.request,
      {
        method: 'POST',
        url: call.path,
        headers: { 'Content-Type': 'application/json', ...call.headers },
        body: call.body ?? '',
      },
      {
        credentials: call.credentials ?? merchant.credentials,
        at: call.signedAt ?? environment.now(),
        nonce: call.requestId ?? randomUUID(),
        ...(call.encrypt !== undefined && { encrypt: call.encrypt }),
      },
    );
    return message;
  };
  const send: TestUpay['send'] = ({ method, url, headers, body }, credentials = merchant.credentials) =>
    fetch(origin + url, { method, headers: headers.map(([name, value]) => [name, value]), body }).then(
      (response) => answerOf(response, credentials),
    );
  return {
    core,
    environment,
    origin,
    merchant,
    newMerchant,
    newCredentials,
    signed,
    send,
    call: async (call: UpayCall) => send(await signed(call), call.credentials),
    close: surface.close,
  };
}

async function answerOf(response: Response, credentials: UpayCredentials): Promise<UpayAnswer> {
  const text = await response.text();
  const body: UpayBody = JSON.parse(text);
  return {
    status: response.status,
    headers: response.headers,
    text,
    body,
    data: await opened(body.data, credentials),
  };
}

async function opened(data: unknown, { merchantPrivateKey = '' }: UpayCredentials): Promise<unknown> {
  if (typeof data !== 'object' || data === null || !('payload' in data)) return data;
  const plaintext = await decrypt(String(data.payload), privateKey(merchantPrivateKey));
  return JSON.parse(Buffer.from(plaintext).toString('utf8'));
}

/** A payer's form with every field that is required, and no other. */
export function payerForm(changes: PayerChanges = {}): string {
  const groups: PayerChanges = { ...REQUIRED, ...changes };
  const group = Object.entries(groups).flatMap(([code, filled]) => {
    if (filled === undefined) return [];
    const fields = isSeveral(filled)
      ? Object.fromEntries(filled.map((each, index) => [index, fieldList(each)]))
      : fieldList(filled);
    return [{ code, fields }];
  });
  return JSON.stringify({ code: 'person', group });
}

export type PayerChanges = Readonly<Record<string, Filling | readonly Filling[] | undefined>>;
export type Filling = Readonly<Record<string, unknown>>;

function isSeveral(filled: Filling | readonly Filling[]): filled is readonly Filling[] {
  return Array.isArray(filled);
}

function fieldList(filling: Filling) {
  return Object.entries(filling).map(([fieldKey, fieldValue]) => ({ fieldKey, fieldValue }));
}

export const REQUIRED = {
  base: {
    name: 'Ada Lovelace',
    nameLocal: 'Ada Lovelace',
    dateOfBirth: '632361600000',
    nationality: 'GB',
    gender: 'Female',
  },
  contact: { email: 'ada@example.com', callingCode: '+44', phoneNumber: '20-7946-0958' },
  document: [
    {
      type: 'passport',
      number: 'C01X00T47',
      issuingCountry: 'GB',
      issuedDate: '1577836800000',
      citizenship: 'GB',
      primary: 'yes',
      expiryType: 'dated',
      expiryDate: '1893456000000',
    },
  ],
  residentialAddress: {
    country: 'GB',
    province: 'London',
    city: 'London',
    line1: '12 St James’s Square',
    postalCode: 'SW1Y 4JH',
    fileName: 'bill.png',
    describe: 'Electricity bill',
    proofImage: '07f79f796e394bd7a4ecd1bf864238c0',
  },
  identification: {
    materiaType: 'passport',
    fileName: 'passport.png',
    materiaImage: '17f79f796e394bd7a4ecd1bf864238c0',
    materiaDescribe: 'First page',
  },
} as const;
