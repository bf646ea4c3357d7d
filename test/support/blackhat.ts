/** BlackHat Merchant's API of a test's own, and merchants that call it as the provider's page says. */
import { createHmac } from 'node:crypto';
import { after, before, describe } from 'node:test';
import {
  type BlackhatCredentials,
  type BlackhatOptions,
  createBlackhat,
  type Message,
  message,
  sign,
} from '@countersign/signing';
import { type Core, createMerchant, issueCredential } from '../../packages/gateway/src/core/index.ts';
import { makeDecoy } from '../../packages/gateway/src/http/decoy.ts';
import { parsePublicUrl } from '../../packages/gateway/src/http/public-url.ts';
import type { EngineName } from '../../packages/gateway/src/store/store.ts';
import {
  createBlackhatSurface,
  createFirstStore,
  newBlackhatCredentials,
} from '../../packages/gateway/src/surfaces/blackhat/index.ts';
import { forEachEngine } from './engines.ts';
import { repeatableBytes, type TestEnvironment, testEnvironment } from './environment.ts';
import { startSurface, type TestSurface } from './surface.ts';

const PUBLIC_URL = 'https://pay.example.com';

/** No range of addresses that tests send from. */
export const ELSEWHERE: readonly string[] = ['192.0.2.0/24'];

export const UNKNOWN_KEY: string = 'f'.repeat(32);
export const WRONG_SIGNATURE: string = '0'.repeat(64);

export type Parameters = Readonly<Record<string, string>>;

/** Good parameters of createInvoice, but for the store. */
export const INVOICE: Parameters = {
  payment_type: 'transparent',
  amount: '12.5',
  description: 'Order 1001',
};

export interface BlackhatMerchant {
  readonly id: string;
  readonly credentials: Required<BlackhatCredentials>;
}

export interface BlackhatCall {
  /** `getInvoice`. */
  readonly method: string;
  readonly parameters?: Parameters;
  readonly verb?: 'GET' | 'POST';
  /** Whose key and signature; else the first merchant's. */
  readonly merchant?: BlackhatMerchant;
  /** Just these characters; else later than every one before. */
  readonly ts?: string;
  readonly encoding?: BlackhatOptions['encoding'];
}

export interface BlackhatAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly ok: boolean;
  readonly result: unknown;
  readonly error: Readonly<Record<string, string>>;
}

/** The fields of an invoice that tests look at. */
export interface BlackhatInvoice {
  readonly invoice_id: string;
  readonly store: { readonly store_id: string };
  readonly payment_type: 'transparent' | 'shielded';
  readonly amount: string;
  readonly description: string;
  readonly status: string;
  readonly address: string;
  readonly payment_uri: string;
  readonly order_id: string | null;
  readonly created_at: string;
  readonly expires_at: string;
}

export interface TestBlackhat extends Omit<TestSurface, 'close'> {
  readonly environment: TestEnvironment;
  /** Has a store. */
  readonly merchant: BlackhatMerchant;
  newMerchant(options?: { readonly allowlist?: readonly string[] }): Promise<BlackhatMerchant>;
  /** A new pair for the merchant, in the place of the one it has. */
  regenerated(merchant: BlackhatMerchant): Promise<BlackhatMerchant>;
  signed(call: BlackhatCall): Promise<Message>;
  send(message: Message): Promise<BlackhatAnswer>;
  /** Signs and sends. */
  call(call: BlackhatCall): Promise<BlackhatAnswer>;
  /** Creates an invoice in the merchant's store. */
  createInvoice(parameters?: Parameters, merchant?: BlackhatMerchant): Promise<BlackhatInvoice>;
}

/** The same specification on both engines. */
export function onEachEngine(name: string, specify: (opened: () => TestBlackhat) => void): void {
  describe(name, () => {
    forEachEngine((engine) => {
      let opened: TestBlackhat & Pick<TestSurface, 'close'>;
      before(async () => {
        opened = await openTestBlackhat(engine);
      });
      after(() => opened?.close());
      specify(() => opened);
    });
  });
}

/** Nothing is signed with RSA here, and a key pair takes long to make. */
const NO_KEY_PAIR = { privateKey: '', publicKey: '' };

async function openTestBlackhat(engine: EngineName): Promise<TestBlackhat & Pick<TestSurface, 'close'>> {
  const environment = { ...testEnvironment(), randomBytes: repeatableBytes() };
  const surface = await startSurface(engine, environment, async (core) =>
    createBlackhatSurface({
      core,
      publicUrls: [parsePublicUrl(PUBLIC_URL)],
      decoy: await makeDecoy(environment, {}, NO_KEY_PAIR),
    }),
  );
  const { core } = surface;
  const newMerchant: TestBlackhat['newMerchant'] = ({ allowlist = [] } = {}) => register(core, allowlist);
  const merchant = await newMerchant();
  const nextTime = laterAndLater(environment);
  const signed: TestBlackhat['signed'] = async (call) => {
    const credentials = (call.merchant ?? merchant).credentials;
    const unsigned = request(call);
    if (call.ts !== undefined) return signedByHand(call, call.ts, credentials);
    const { request: direction } = createBlackhat({ encoding: call.encoding ?? 'raw' });
    return (await sign(direction, unsigned, { credentials, at: nextTime() })).message;
  };
  const send: TestBlackhat['send'] = (message) => sendTo(surface.origin, message);
  const call: TestBlackhat['call'] = async (call) => send(await signed(call));
  return {
    ...surface,
    environment,
    merchant,
    newMerchant,
    regenerated: (of) => issue(core, of.id, of.credentials.storeId),
    signed,
    send,
    call,
    createInvoice: async (parameters = {}, of = merchant) => {
      const store_id = of.credentials.storeId;
      const answer = await call({
        method: 'createInvoice',
        parameters: { store_id, ...INVOICE, ...parameters },
        merchant: of,
      });
      if (!answer.ok) throw new Error(answer.text);
      return answer.result as BlackhatInvoice;
    },
  };
}

async function register(core: Core, allowlist: readonly string[]): Promise<BlackhatMerchant> {
  const storeId = '7';
  const { id } = await core.perform(async (transaction) => {
    const merchant = await createMerchant(transaction, core, { name: 'Example Shop' });
    await createFirstStore(transaction, core, { ...merchant, storeId });
    return merchant;
  });
  return issue(core, id, storeId, allowlist);
}

async function issue(core: Core, id: string, storeId: string, allowlist: readonly string[] = []) {
  const { shown, commands } = newBlackhatCredentials(core, { id, storeId });
  await core.perform(async (transaction) => {
    for (const command of commands) await issueCredential(transaction, core, { ...command, allowlist });
  });
  const { apiKey = '', apiSecret = '' } = shown;
  return { id, credentials: { apiKey, apiSecret, storeId } };
}

/** A tenth of a millisecond apart, as the page's sample counts, while the clock stands still. */
function laterAndLater({ now }: TestEnvironment): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    return now() + calls / 10;
  };
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

function request({ method, parameters = {}, verb = 'POST' }: BlackhatCall): Message {
  const form = new URLSearchParams(parameters).toString();
  return verb === 'GET'
    ? message({ method: verb, url: `/api/${method}${form === '' ? '' : `?${form}`}` })
    : message({ method: verb, url: `/api/${method}`, headers: FORM, body: form });
}

/** Any text for a `ts`, and any parameters, which the library would not sign. */
function signedByHand(
  call: BlackhatCall,
  ts: string,
  { apiKey, apiSecret }: BlackhatMerchant['credentials'],
): Message {
  const parameters = { ...call.parameters, key: apiKey, ts };
  return request({ ...call, parameters: { ...parameters, sign: signature(parameters, apiSecret) } });
}

/** The page's rule in two lines: sorted by name, `name=value` joined by `&`, HMAC-SHA256 in hex. */
function signature(parameters: Parameters, apiSecret: string): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return createHmac('sha256', apiSecret).update(pairs.sort().join('&')).digest('hex');
}

/** The message with a parameter changed, added or left out, its signature left as it is. */
export function withParameter(sent: Message, name: string, value: string | undefined): Message {
  const isQuery = sent.method === 'GET';
  const [path = '', query = ''] = sent.url.split('?');
  const form = new URLSearchParams(isQuery ? query : Buffer.from(sent.body).toString());
  if (value === undefined) form.delete(name);
  else form.set(name, value);
  return isQuery ? { ...sent, url: `${path}?${form}` } : { ...sent, body: Buffer.from(form.toString()) };
}

/** Sends a call of getStores that was changed after it was signed. */
export async function changedCall(
  api: TestBlackhat,
  changes: Readonly<Record<string, string | undefined>>,
  allowlist?: readonly string[],
): Promise<BlackhatAnswer> {
  const merchant = allowlist === undefined ? api.merchant : await api.newMerchant({ allowlist });
  const signed = await api.signed({ method: 'getStores', merchant });
  const change = (message: Message, [name, value]: [string, string | undefined]) =>
    withParameter(message, name, value);
  return api.send(Object.entries(changes).reduce(change, signed));
}

async function sendTo(origin: string, { method, url, headers, body }: Message): Promise<BlackhatAnswer> {
  const response = await fetch(origin + url, {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(method !== 'GET' && { body: Uint8Array.from(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, ...JSON.parse(text) };
}
