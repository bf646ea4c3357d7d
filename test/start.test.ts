/** Starting a gateway: what keeps it from it, without a sandbox, and two at once. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  ListenError,
  OperatorFileError,
  parseConfiguration,
  SealingError,
  startGateway,
} from '../packages/gateway/src/main.ts';
import { FIRST_CALLS } from './support/first-calls.ts';
import { startTestGateway, type TestGatewayOptions } from './support/gateway.ts';
import { startServer } from './support/http-server.ts';
import { send as sendOperator } from './support/operator.ts';
import { createTestDatabase, type TestDatabase, withoutPostgres } from './support/postgres.ts';

describe('a gateway refuses to start, and lets go of its folder,', () => {
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-start-'));
    await (await start()).close();
  });
  after(() => rmSync(folder, { recursive: true }));

  const start = (listen = '127.0.0.1:0') =>
    startGateway(parseConfiguration(['--listen', listen, '--data', folder, '--log-level', 'silent'], {}));
  /** With other content in a file, which is put back. */
  const startWith = async (name: string, content: string) => {
    const file = join(folder, name);
    const before = readFileSync(file);
    writeFileSync(file, content);
    try {
      await start();
    } finally {
      writeFileSync(file, before);
    }
  };

  it('under another master key, and says where to look', async () => {
    await assert.rejects(startWith('master.key', randomBytes(32).toString('base64')), (error) => {
      assert.ok(error instanceof SealingError);
      assert.match(error.message, /sealed under another master key .* master\.key in the data folder/u);
      return true;
    });
  });

  it('with an operator.json that holds no token', async () => {
    await assert.rejects(startWith('operator.json', '{}'), OperatorFileError);
  });

  it('on a port that is taken', async () => {
    const other = await startServer(() => ({}));
    try {
      await assert.rejects(start(new URL(other.origin).host), ListenError);
    } finally {
      await other.close();
    }
  });

  it('and then starts as before', async () => {
    const gateway = await start();
    assert.equal(gateway.sandbox, 'kept');
    await gateway.close();
  });
});

describe('a gateway without a sandbox', () => {
  it('creates no merchant; its operator does', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'countersign-start-')), 'made/on/start');
    const flags = ['--listen', '127.0.0.1:0', '--data', folder, '--log-level', 'silent'];
    const configuration = parseConfiguration(
      [...flags, '--no-sandbox', '--public-url', 'https://pay.example.com'],
      {},
    );
    const gateway = await startGateway(configuration);
    try {
      assert.equal(gateway.sandbox, 'none');
      assert.equal(statSync(folder).mode & 0o777, 0o700);
      assert.ok(!existsSync(join(folder, 'sandbox.json')));
      const { token } = JSON.parse(readFileSync(join(folder, 'operator.json'), 'utf8'));
      const call = (method: string, route: string, body?: object) =>
        sendOperator(`${gateway.origin}/operator/v1${route}`, method, body, {
          Authorization: `Bearer ${token}`,
        });
      assert.deepEqual((await call('GET', '/merchants')).body, { merchants: [] });
      assert.equal((await call('POST', '/credentials', { dialect: 'blackhat' })).status, 404);
      assert.equal((await call('POST', '/merchants', { name: 'First' })).status, 201);
      const { shown } = (await call('POST', '/credentials', { dialect: 'blackhat' })).body;
      assert.equal(await FIRST_CALLS.blackhat?.(gateway.origin, shown), true);
    } finally {
      await gateway.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('two gateways that start at once on one empty database', { skip: withoutPostgres() }, () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database?.drop());

  const startTwo = async (options: readonly [TestGatewayOptions, TestGatewayOptions]) =>
    Promise.all(options.map((each) => startTestGateway({ ...each, postgresUrl: database.url })));

  it('create one sandbox merchant between them, and both tell its credentials', async () => {
    const key = randomBytes(32).toString('base64');
    const gateways = await startTwo([{ masterKey: key }, { masterKey: key }]);
    const [one, other] = gateways.map(({ sandbox: { origin: _, ...dialects } }) => dialects);
    assert.deepEqual(other, one);
    for (const { origin, sandbox, dataFolder } of gateways) {
      assert.equal(await FIRST_CALLS.blackhat?.(origin, sandbox.blackhat), true);
      const { token } = JSON.parse(readFileSync(join(dataFolder, 'operator.json'), 'utf8'));
      const headers = { Authorization: `Bearer ${token}` };
      const { body } = await sendOperator(`${origin}/operator/v1/merchants`, 'GET', undefined, headers);
      assert.equal(body.merchants.length, 1);
    }
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  });

  it('share a data folder, its master key and its operator token', async () => {
    const own = await createTestDatabase();
    const dataFolder = mkdtempSync(join(tmpdir(), 'countersign-start-'));
    const options = { dataFolder, postgresUrl: own.url };
    const gateways = await Promise.all([startTestGateway(options), startTestGateway(options)]);
    const { token } = JSON.parse(readFileSync(join(dataFolder, 'operator.json'), 'utf8'));
    for (const { origin } of gateways) {
      const headers = { Authorization: `Bearer ${token}` };
      const { status } = await sendOperator(`${origin}/operator/v1/credentials`, 'GET', undefined, headers);
      assert.equal(status, 200);
    }
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await own.drop();
    rmSync(dataFolder, { recursive: true });
  });

  it('do not both start under different master keys: the second says why', async () => {
    const masterKey = randomBytes(32).toString('base64');
    await assert.rejects(
      startTestGateway({ postgresUrl: database.url, masterKey }),
      /sealed under another master key/u,
    );
  });
});
