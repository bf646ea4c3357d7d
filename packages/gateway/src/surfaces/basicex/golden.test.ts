import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { basicex, type Message, message, sign } from '@countersign/signing';
import { COIN_PRICED, FIAT_PRICED, PUBLIC_URL } from '../../../../../test/support/basicex.ts';
import { forEachEngine } from '../../../../../test/support/engines.ts';
import { testEnvironment } from '../../../../../test/support/environment.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { requestBytes, sendRaw } from '../../../../../test/support/raw-http.ts';
import { startSurface } from '../../../../../test/support/surface.ts';
import { type Core, createMerchant, issueCredential } from '../../core/index.ts';
import { makeDecoy } from '../../http/decoy.ts';
import { parsePublicUrl } from '../../http/public-url.ts';
import { createBasicexSurface, seedBasicexSandbox } from './index.ts';

const CREDENTIALS = { merchantNo: '819275770875906', apiKey: 'my_api_key', secretKey: 'my_secret_key' };

const PLATFORM_CERTIFICATE = {
  certificate: '-----BEGIN CERTIFICATE-----\nMIIBsample\n-----END CERTIFICATE-----\n',
  // Its top bit is set: the documented form then leads with a zero byte.
  serialNumber: 'f0dc7321b87d711199e65372c8e72d10c3369096',
};

/** What the second invoice is called, with no chance in it: see the environment below. */
const SECOND_INVOICE = '40620260101080002666666666666666';

interface Exchange {
  readonly file: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly signature?: 'wrong' | 'none';
}

/** In this order, one a second. */
const EXCHANGES: readonly Exchange[] = [
  {
    file: 'create-invoice-in-coin',
    method: 'POST',
    path: '/v2/invoices',
    body: { ...COIN_PRICED, forcedChain: 'TRC20' },
  },
  {
    file: 'create-invoice-in-fiat',
    method: 'POST',
    path: '/v2/invoices',
    body: {
      ...FIAT_PRICED,
      currency: 'USDT',
      buyerId: 'customer-7',
      metadata: { cart: '17' },
      payerEmail: 'payer@example.com',
      redirectUrl: 'https://shop.example/thanks',
    },
  },
  {
    file: 'create-invoice-open',
    method: 'POST',
    path: '/v2/invoices',
    body: { ...FIAT_PRICED, orderId: 'C-1' },
  },
  { file: 'read-invoice', method: 'GET', path: `/v2/invoices/${SECOND_INVOICE}` },
  { file: 'read-invoice-of-order', method: 'GET', path: '/v2/invoices/merchant/A-1' },
  { file: 'rates', method: 'GET', path: '/v2/rates/USD' },
  { file: 'platform-certificate', method: 'GET', path: '/v2/platform/certificate', signature: 'none' },
  { file: 'refused-order-number', method: 'POST', path: '/v2/invoices', body: COIN_PRICED },
  {
    file: 'refused-parameter',
    method: 'POST',
    path: '/v2/invoices',
    body: { ...COIN_PRICED, orderId: 'D-1', amount: 0 },
  },
  { file: 'refused-invoice', method: 'GET', path: '/v2/invoices/merchant/E-1' },
  { file: 'refused-signature', method: 'GET', path: '/v2/rates/USD', signature: 'wrong' },
  { file: 'refused-path', method: 'GET', path: '/v2/refunds', signature: 'none' },
];

forEachEngine((engine) => {
  it('answers as it is kept in golden/, byte for byte', async () => {
    // A clock that is moved by hand, and chance that is always the same.
    const clock = testEnvironment();
    const environment = { now: clock.now, randomBytes: (sizeBytes: number) => Buffer.alloc(sizeBytes, 0x42) };
    const { origin, close } = await startSurface(engine, environment, async (core) => {
      await prepare(core);
      return createBasicexSurface({
        core,
        publicUrls: [parsePublicUrl(PUBLIC_URL)],
        platformCertificates: [PLATFORM_CERTIFICATE],
        decoy: await makeDecoy(environment),
        loopbackCallbacks: false,
      });
    });
    try {
      for (const exchange of EXCHANGES) {
        clock.advance(1_000);
        const lines = requestLines(exchange, await requestOf(exchange));
        const body = exchange.body === undefined ? '' : JSON.stringify(exchange.body);
        const response = await sendRaw(origin, requestBytes(lines, body));
        const { date: _, ...headers } = response.headers;
        const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const text = [
          ...lines,
          '',
          body,
          '',
          `HTTP/1.1 ${response.status}`,
          ...shown,
          '',
          response.body,
          '',
        ].join('\n');
        assertGolden(path.join(import.meta.dirname, 'golden', `${exchange.file}.http`), text);
      }
      assert.ok(EXCHANGES.length > 0);
    } finally {
      await close();
    }
  });
});

async function prepare(core: Core): Promise<void> {
  await seedBasicexSandbox(core);
  const { merchantNo, apiKey, secretKey } = CREDENTIALS;
  await core.perform(async (transaction) => {
    const { id: merchantId } = await createMerchant(transaction, core, { name: 'Shop' });
    const kept = {
      merchantId,
      dialect: 'basicex',
      keyId: apiKey,
      public: { merchantNo, apiKey },
      secrets: { secretKey },
    };
    await issueCredential(transaction, core, kept);
  });
}

async function requestOf({ method, path: target, body, signature }: Exchange): Promise<Message> {
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const input = {
    method,
    url: PUBLIC_URL + target,
    headers,
    body: body === undefined ? '' : JSON.stringify(body),
  };
  if (signature === 'none') return message(input);
  const secretKey = signature === 'wrong' ? 'another_key' : CREDENTIALS.secretKey;
  return (await sign(basicex.request, input, { credentials: { ...CREDENTIALS, secretKey }, at: 0 })).message;
}

function requestLines({ method, path: target }: Exchange, { headers, body }: Message): readonly string[] {
  return [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(PUBLIC_URL).host}`,
    'Connection: close',
    ...(body.length === 0 ? [] : [`Content-Length: ${body.length}`]),
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
}
