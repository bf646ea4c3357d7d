// A gateway as a user starts it, and the commands that a user goes on with.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../../../../test/support/gateway.ts';
import { temporaryFile } from '../testing/credentials.ts';
import { runInProcess } from '../testing/run-in-process.ts';

const entry = join(import.meta.dirname, '../countersign.ts');

function start(...flags: string[]): Promise<{ code: unknown; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [entry, 'start', ...flags], (error, output, errors) => {
      resolve({ code: error?.code ?? 0, output, errors });
    });
  });
}

const countersign = (...commandArguments: string[]) => runInProcess(commandArguments, { now: Date.now });

describe('start', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await startTestGateway();
  });
  after(() => gateway.kill());

  test('keeps a data folder to itself: a second start exits 1 and says why', async () => {
    const { code, output, errors } = await start('--listen', '127.0.0.1:0', '--data', gateway.dataFolder);
    assert.deepEqual([code, output], [1, '']);
    assert.match(errors, /^countersign: .+\n$/u);
    assert.ok(errors.includes(gateway.dataFolder));
  });

  test('exits 2 on a flag that is not there, and names the nearest', async () => {
    const { code, errors } = await start('--lisen', '127.0.0.1:0');
    assert.equal(code, 2);
    assert.match(errors, /^countersign: --lisen .*--listen/u);
  });

  test('shows the flags of the gateway in its help', async () => {
    const { code, output } = await countersign('start', '--help');
    assert.equal(code, 0);
    for (const flag of ['--listen <HOST:PORT>', '--no-sandbox', '--json', '-h, --help'])
      assert.ok(output.includes(flag));
  });

  describe('then', () => {
    const calls: readonly [dialect: string, ...call: string[]][] = [
      ['basicex', 'GET', '/v2/rates/USD'],
      ['basicex', 'GET', '/v2/rates/USD', '--mode', 'certificate'],
      [
        'anexpay',
        'POST',
        '/checkout/order/create',
        '{"orderNo":"A-1","orderAmount":1,"customerId":"1","merchantId":"1","token":"ETH_USDT","expiredIn":2000}',
      ],
      ['easylink', 'POST', '/finance-account/balances', '{}'],
      ['blackhat', 'POST', 'getStores'],
      ['blackhat', 'GET', 'getStores'],
      ['upay', 'POST', '/api/v1/merchant/asset', '{}'],
    ];
    for (const [dialect, ...call] of calls) {
      test(`call ${dialect} ${call.join(' ')}`, async () => {
        const sandbox = join(gateway.dataFolder, 'sandbox.json');
        const { code, output, errors } = await countersign(
          'call',
          dialect,
          ...call,
          '--credentials',
          sandbox,
          '--json',
        );
        assert.equal(code, 0, output + errors);
        assert.deepEqual(
          [JSON.parse(output).status, JSON.parse(output).verified],
          [200, dialect === 'anexpay'],
        );
      });
    }

    test('credentials are created, used, listed and revoked', async () => {
      const data = ['--data', gateway.dataFolder];
      const created = await countersign('credentials', 'create', 'blackhat', ...data);
      assert.equal(created.code, 0, created.errors);
      const [id = ''] = /[0-9a-f-]{36}/u.exec(created.errors) ?? [];
      const file = temporaryFile('created.json', created.output);
      const call = () => countersign('call', 'blackhat', 'POST', 'getStores', '--credentials', file);
      assert.equal((await call()).code, 0);

      const listed = await countersign('credentials', 'list', ...data);
      assert.match(listed.output, new RegExp(`^${id} +blackhat +.* live$`, 'mu'));
      assert.ok(!listed.output.includes(JSON.parse(created.output).apiSecret));

      const revoked = await countersign('credentials', 'revoke', id, ...data);
      assert.deepEqual([revoked.code, revoked.output], [0, `revoked ${id}\n`]);
      assert.equal((await call()).code, 1);
      const again = await countersign('credentials', 'revoke', id, ...data);
      assert.deepEqual([again.code, again.output], [1, '']);
      assert.match(again.errors, /answered 404: There is no live credential/u);
    });

    test('credentials want the right token', async () => {
      const token = temporaryFile('token', 'wrong\n');
      const flags = ['--token-file', token, '--gateway', gateway.origin];
      const { code, errors } = await countersign('credentials', 'list', ...flags);
      assert.equal(code, 1);
      assert.match(errors, /answered 401: /u);
      assert.doesNotMatch(errors, /wrong/u);
    });
  });

  test('the first signal drains, the second ends it at once with 128 and its number', async () => {
    const unfinished = connectTo(gateway);
    unfinished.on('error', () => undefined);
    await once(unfinished, 'connect');
    unfinished.write('POST /v2/invoices HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{');
    gateway.process.kill('SIGTERM');
    while (await accepts(gateway));
    const exited = once(gateway.process, 'exit');
    gateway.process.kill('SIGTERM');
    assert.deepEqual(await exited, [128 + 15, null]);
  });
});

function connectTo({ origin }: TestGateway): Socket {
  return connect(Number(new URL(origin).port), '127.0.0.1');
}

async function accepts(gateway: TestGateway): Promise<boolean> {
  const socket = connectTo(gateway);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
