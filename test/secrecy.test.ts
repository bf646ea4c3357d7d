/** What a gateway is told stays with it: nothing secret or personal can be read in its log, nor in its store. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { basicexInvoice, easylinkCall, send, upayCall } from './support/calls.ts';
import { FIRST_CALLS } from './support/first-calls.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { send as sendUnsigned } from './support/operator.ts';
import { payerForm } from './support/upay.ts';

const DIALECTS = ['basicex', 'anexpay', 'easylink', 'blackhat', 'upay'];
const PRIVATE_FILES = ['sandbox.json', 'master.key', 'operator.json'];

const TRANSFER_PATH = '/v2/transfer/create-domestic-transfer';
const TRANSFER = {
  reference: 'personal',
  bank_id: '2',
  account_holder_name: 'Katherine Johnson',
  account_number: '8730700000004711',
  amount: '50000',
  payment_method: '1',
  description: 'Invoice',
};

/** What the calls tell of people. */
const PERSONAL: readonly (readonly [what: string, text: string])[] = [
  ["the payer's address", 'grace@shop.example'],
  ["the payer's number", 'customer-4711'],
  ["the payer's IP address", '203.0.113.77'],
  ["the payer's name", 'Grace Hopper'],
  ["the beneficiary's name", 'Katherine Johnson'],
  ["the beneficiary's account", '8730700000004711'],
  ["the other payer's name", 'Ada Lovelace'],
  ["the other payer's address", 'ada@example.com'],
  ["the other payer's passport", 'C01X00T47'],
];

describe('a gateway', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway?.kill());

  it('is told secrets and personal data in every dialect', async () => {
    for (const [of, call] of Object.entries(FIRST_CALLS)) {
      const [dialect = ''] = of.split(' ');
      const credentials = Object.entries(gateway.sandbox).find(([name]) => name === dialect)?.[1];
      assert.ok(typeof credentials === 'object' && (await call(gateway.origin, credentials)), of);
    }
    const { sandbox } = gateway;
    const transfer = await easylinkCall(sandbox, TRANSFER_PATH, await easylinkToken(), TRANSFER);
    const answers = [await send(await invoice()), await send(await payer()), await send(transfer)];
    const outcomes = answers.map(({ status, body }) => [status, (body as { code: unknown }).code]);
    assert.deepEqual(outcomes, [
      [200, '0000'],
      [200, 0],
      [200, 0],
    ]);
  });

  it('keeps them sealed in its store', () => {
    for (const [what, text] of [...PERSONAL, ...secrets()]) assertNotStored(what, text);
  });

  it('keeps them out of its log, and still sealed once it has stopped', async () => {
    await gateway.stop();
    for (const dialect of DIALECTS) {
      assert.match(gateway.output(), new RegExp(`"surface":"${dialect}".*"verdict":"verified"`, 'u'));
    }
    for (const [what, text] of [...PERSONAL, ...secrets()]) {
      assert.ok(!gateway.output().includes(text), `${what} is in the log`);
      assertNotStored(what, text);
    }
  });

  const masterKey = () => readFileSync(join(gateway.dataFolder, 'master.key'), 'utf8').trim();
  const contentOf = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(gateway.dataFolder, name), 'utf8'));

  /** Every secret of `sandbox.json`; of a PEM, each line that is long enough to be nobody else's. */
  function secrets(): readonly (readonly [name: string, secret: string])[] {
    const { basicex, anexpay, easylink, blackhat, upay } = gateway.sandbox;
    const texts = {
      'BasicEx secret key': [basicex.secretKey],
      'BasicEx private key': linesOf(basicex.privateKey),
      'ANexPay secrets': [anexpay.apiSecret, anexpay.signKey, anexpay.password],
      'EasyLink secret': [easylink.appSecret],
      'EasyLink private key': linesOf(easylink.merchantPrivateKey),
      'BlackHat secret': [blackhat.apiSecret],
      'UPay secret key': [upay.secretKey],
      'UPay private key': linesOf(upay.merchantPrivateKey),
      'master key': [masterKey()],
      "operator's token": [String(contentOf('operator.json').token)],
    };
    return Object.entries(texts).flatMap(([name, values]) => values.map((value) => [name, value] as const));
  }

  /** In no file but those that are there to tell it. */
  function assertNotStored(what: string, text: string): void {
    const names = readdirSync(gateway.dataFolder).filter((name) => !PRIVATE_FILES.includes(name));
    assert.ok(names.includes('countersign.db') && text.length > 4);
    for (const name of names) {
      const content = readFileSync(join(gateway.dataFolder, name));
      assert.ok(!content.includes(text), `${what} is in ${name}`);
    }
  }

  async function invoice() {
    const { sandbox } = gateway;
    return basicexInvoice(sandbox, 'personal', {
      payerEmail: 'grace@shop.example',
      buyerId: 'customer-4711',
      buyerIp: '203.0.113.77',
      metadata: { name: 'Grace Hopper' },
    });
  }

  async function payer() {
    const parameters = { subject: 'person', formData: payerForm() };
    return upayCall(gateway.sandbox, '/api/v1/payout/payer/add', parameters);
  }

  async function easylinkToken(): Promise<string> {
    const { appId: app_id, appSecret: app_secret } = gateway.sandbox.easylink;
    const { body } = await sendUnsigned(
      `${gateway.origin}/get-access-token`,
      'POST',
      { app_id, app_secret },
      { 'Content-Type': 'application/json' },
    );
    return body.data;
  }
});

function linesOf(pem: string): readonly string[] {
  return pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
}
