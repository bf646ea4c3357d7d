/** The example in examples/receiver, as a developer runs it, with callbacks as each provider signs them. */
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import {
  type Credentials,
  DIALECTS,
  type DialectName,
  type Message,
  type MessageInput,
  sign,
} from '@countersign/signing';
import { startServer, type TestServer } from './support/http-server.ts';
import { callbackVector } from './support/receivers/callback-vectors.ts';
import { type Answered, send } from './support/receivers/specification.ts';

const example = join(import.meta.dirname, '../examples/receiver/receiver.ts');

/** Where the providers believe the receiver to be. */
const SHOP = 'https://merchant.example';

const certified = callbackVector('basicex/C2');
const platform: Readonly<Record<DialectName, Credentials>> = {
  basicex: { secretKey: 'the-secret-of-basicex' },
  anexpay: { signKey: 'the-secret-of-anexpay' },
  easylink: callbackVector('easylink/S2').credentials,
  blackhat: { apiSecret: 'the-secret-of-blackhat' },
  upay: callbackVector('upay/E2').credentials,
};

const JSON_TYPE = { 'Content-Type': 'application/json' };
/** In the order of `DIALECTS`. */
const CONTENTS: Readonly<
  Record<DialectName, { readonly id: string; readonly input: Omit<MessageInput, 'url'> }>
> = {
  basicex: { id: 'evt-1', input: { headers: JSON_TYPE, body: '{"id":"evt-1","type":"invoice.completed"}' } },
  anexpay: {
    id: 'evt_2',
    input: { headers: JSON_TYPE, body: '{"eventId":"evt_2","data":{"payingAmount":989.190}}' },
  },
  easylink: {
    id: '2026:7:T',
    input: { headers: JSON_TYPE, body: '{"disbursement_id":"2026","state":"7","state_change_time":"T"}' },
  },
  blackhat: { id: 'sha256:[0-9a-f]{64}', input: { body: 'invoice_id=i&status=paid&amount_received=1.0' } },
  upay: { id: 'N5', input: { body: '{"event":"PO_ORDER_STATUS_CHANGE","orderNo":"N5","timestamp":1}' } },
};

let gateway: TestServer;
let folder: string;
let receiver: ChildProcessWithoutNullStreams;
let lines: AsyncIterator<string>;
let origin: string;

before(async () => {
  const certificate = certified.credentials.platformCertificate;
  gateway = await startServer(() => ({ body: JSON.stringify({ code: '0000', data: [{ certificate }] }) }));
  folder = mkdtempSync(join(tmpdir(), 'countersign-receiver-'));
  const credentials = join(folder, 'sandbox.json');
  writeFileSync(credentials, JSON.stringify({ origin: gateway.origin, ...platform }));
  const flags = ['--credentials', credentials, '--listen', '127.0.0.1:0', '--origin', SHOP];
  receiver = spawn(process.execPath, [example, ...flags], { stdio: 'pipe' });
  lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
  origin = /^Listens at (http:\/\/127\.0\.0\.1:\d+)$/.exec(await nextLine())?.[1] ?? '';
  for (const name of Object.keys(CONTENTS)) assert.ok((await nextLine()).endsWith(` ${SHOP}/${name}`));
});

after(async () => {
  receiver.kill();
  await once(receiver, 'close');
  rmSync(folder, { recursive: true });
  await gateway.close();
});

async function nextLine(): Promise<string> {
  const { value, done } = await lines.next();
  return done ? assert.fail(await text(receiver.stderr)) : value;
}

async function callback(name: DialectName, at = Date.now()): Promise<Message> {
  const input = { method: 'POST', url: `${SHOP}/${name}?order=7`, ...CONTENTS[name].input };
  const options = { credentials: platform[name], at, nonce: 'n-1' };
  return (await sign(DIALECTS[name].callback, input, options)).message;
}

function deliver(message: Message): Promise<Answered> {
  return send(message.url.replace(SHOP, origin), message);
}

describe('examples/receiver', () => {
  for (const name of Object.keys(CONTENTS) as DialectName[]) {
    it(`verifies a callback of ${name}, prints it once, and acknowledges it each time`, async () => {
      const message = await callback(name);
      const { status, body } = DIALECTS[name].callback.acknowledgement;
      for (const printed of ['verified \\(', 'came again: nothing to do$']) {
        const answer = await deliver(message);
        assert.deepEqual([answer.status, answer.body], [status, body]);
        assert.match(await nextLine(), new RegExp(`^${name} ${CONTENTS[name].id} ${printed}`));
      }
    });

    it(`refuses a callback of ${name} that was changed on its way`, async () => {
      const message = await callback(name);
      const body = Buffer.from(message.body);
      body[body.length - 2] = (body[body.length - 2] ?? 0) ^ 1;
      const { status } = await deliver({ ...message, body });
      assert.ok(status === 400 || status === 401);
      assert.match(await nextLine(), new RegExp(`^${name} REFUSED `));
    });
  }

  it("verifies BasicEx's callbacks in certificate mode with the platform's certificate", async () => {
    assert.equal((await deliver(certified.message)).status, 200);
    assert.match(await nextLine(), /^basicex 0e9ab3a4-e15d-404e-bed8-f5e0745ce411 verified \(certificate, /);
  });

  it('answers 404 to any other path', async () => {
    assert.equal((await send(`${origin}/other`, {})).status, 404);
  });
});
