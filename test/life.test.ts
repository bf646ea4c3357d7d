/** A gateway's life, from its first start to its second: what it leaves in its data folder, and how it ends. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { basicexInvoice } from './support/calls.ts';
import { FIRST_CALLS } from './support/first-calls.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { openSocket, readToEnd } from './support/raw-http.ts';

const SANDBOX_FIELDS = {
  basicex: ['merchantNo', 'apiKey', 'secretKey', 'certificate', 'privateKey'],
  anexpay: ['apiKey', 'apiSecret', 'signKey', 'email', 'password'],
  easylink: ['appId', 'appKey', 'appSecret', 'merchantPrivateKey', 'platformPublicKey'],
  blackhat: ['apiKey', 'apiSecret', 'storeId'],
  upay: ['apiKey', 'secretKey', 'merchantPrivateKey', 'platformPublicKey'],
};

describe('a gateway', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway?.kill());

  it("leaves the sandbox merchant's credentials in five dialects, in their documented order", () => {
    const { origin, ...dialects } = contentOf('sandbox.json');
    assert.equal(origin, gateway.origin);
    const fields = Object.entries(dialects).map(([dialect, shown]) => [
      dialect,
      Object.keys(shown as object),
    ]);
    assert.deepEqual(fields, Object.entries(SANDBOX_FIELDS));
    assert.equal(Object.keys(contentOf('sandbox.json'))[0], 'origin');
  });

  it('leaves nothing that others can read where they must not', () => {
    for (const name of ['sandbox.json', 'master.key', 'operator.json']) {
      assert.equal(statSync(join(gateway.dataFolder, name)).mode & 0o777, 0o600, name);
    }
  });

  it('takes a first call in each dialect', async () => {
    for (const [of, call] of Object.entries(FIRST_CALLS)) {
      const credentials = Object.entries(gateway.sandbox).find(
        ([dialect]) => dialect === of.split(' ')[0],
      )?.[1];
      assert.ok(typeof credentials === 'object');
      assert.equal(await call(gateway.origin, credentials), true, of);
    }
  });

  it('says that it lives and is ready, and what it has done, without names of keys', async () => {
    for (const [path, state] of [
      ['/healthz', 'alive'],
      ['/readyz', 'ready'],
    ]) {
      const response = await fetch(gateway.origin + path);
      assert.deepEqual([response.status, await response.json()], [200, { state }]);
    }
    const metrics = await (await fetch(`${gateway.origin}/metrics`)).text();
    for (const dialect of Object.keys(SANDBOX_FIELDS)) {
      assert.match(
        metrics,
        new RegExp(`countersign_verifications_total\\{dialect="${dialect}",verdict="verified"\\} [1-9]`, 'u'),
      );
    }
    assert.ok(!metrics.includes(gateway.sandbox.blackhat.apiKey));
  });

  it('on SIGTERM finishes what is under way, and exits with 0', async () => {
    const { method, url, headers, body } = await basicexInvoice(gateway.sandbox, 'under-way');
    const socket = openSocket(gateway.origin);
    const lines = [
      `${method} ${new URL(url).pathname} HTTP/1.1`,
      `Host: ${new URL(url).host}`,
      `Content-Length: ${body.length}`,
      // Answered with "100 Continue" once the head of the request was read.
      'Expect: 100-continue',
      ...headers.map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await once(socket, 'data');
    const exited = once(gateway.process, 'exit');
    gateway.process.kill('SIGTERM');
    while (await accepts(gateway.origin));
    socket.write(body);
    const answer = await readToEnd(socket);
    assert.deepEqual([answer.status, answer.headers.connection], [200, 'close']);
    assert.deepEqual(await exited, [0, null]);
  });

  it('started again has kept everything but the origin', async () => {
    const before = [contentOf('sandbox.json'), contentOf('operator.json'), masterKey()];
    const again = await startTestGateway({ dataFolder: gateway.dataFolder });
    const [sandbox, operator] = before as [object, object, string];
    const { origin } = again;
    assert.deepEqual(
      [contentOf('sandbox.json'), contentOf('operator.json'), masterKey()],
      [{ ...sandbox, origin }, { ...operator, origin }, before[2]],
    );
    await again.stop();
  });

  const masterKey = () => readFileSync(join(gateway.dataFolder, 'master.key'), 'utf8');
  const contentOf = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(gateway.dataFolder, name), 'utf8'));
});

async function accepts(origin: string): Promise<boolean> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
