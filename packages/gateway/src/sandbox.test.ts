import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openTestCore, type TestCore } from '../../../test/support/core.ts';
import { forEachEngine } from '../../../test/support/engines.ts';
import { testEnvironment } from '../../../test/support/environment.ts';
import { type Core, findCredentials, listMerchants } from './core/index.ts';
import { openSandbox, type SandboxPlan, writeSandboxFile } from './sandbox.ts';
import { createFirstStore, firstStoreNumber, newBlackhatCredentials } from './surfaces/blackhat/index.ts';

/** Of one dialect, whose keys take no time to make. */
const planOn = (core: Core): SandboxPlan => ({
  issuers: {
    blackhat: {
      takes: [],
      issue: async ({ id }) => newBlackhatCredentials(core, { id, storeId: firstStoreNumber({ id }) }),
    },
  },
  seedRates: async () => undefined,
  openMerchant: async (transaction, merchant) => {
    await createFirstStore(transaction, core, { ...merchant, storeId: firstStoreNumber(merchant) });
  },
  furnish: async () => undefined,
});

forEachEngine((engine) => {
  describe('the sandbox merchant', () => {
    let opened: TestCore;
    beforeEach(async () => {
      opened = await openTestCore(engine);
    });
    afterEach(() => opened?.close());
    const sandboxes = async ({ core }: TestCore) => {
      const merchants = await listMerchants(core.reader, { afterId: '', limit: 10 });
      return merchants.filter(({ name }) => name === 'Sandbox merchant');
    };

    it('is created with credentials that work, and found again with the same', async () => {
      const { core, restarted } = opened;
      const first = await openSandbox(core, planOn(core));
      assert.equal(first.isFirst, true);
      const [credential] = await findCredentials(core, 'blackhat', first.credentials.blackhat?.apiKey ?? '');
      assert.equal(credential?.fields.apiSecret, first.credentials.blackhat?.apiSecret);
      const later = restarted();
      assert.deepEqual(await openSandbox(later, planOn(later)), { ...first, isFirst: false });
      assert.deepEqual((await sandboxes(opened)).length, 1);
    });

    it('is one, however many start at once', async () => {
      const { core, elsewhere = core } = opened;
      const all = await Promise.all(
        [core, elsewhere, core, elsewhere].map((each) => openSandbox(each, planOn(each))),
      );
      assert.equal(all.filter(({ isFirst }) => isFirst).length, 1);
      assert.equal(new Set(all.map(({ credentials }) => JSON.stringify(credentials))).size, 1);
      assert.equal((await sandboxes(opened)).length, 1);
    });

    it('comes whole or not at all: after a crash before the commit the next start creates it', async () => {
      const { core } = opened;
      const plan = planOn(core);
      const crashing = { ...plan, furnish: () => Promise.reject(new Error('crashed')) };
      await assert.rejects(openSandbox(core, crashing), /crashed/u);
      assert.deepEqual(await sandboxes(opened), []);
      assert.equal((await openSandbox(core, plan)).isFirst, true);
      assert.equal((await sandboxes(opened)).length, 1);
    });
  });
});

describe('sandbox.json', () => {
  const environment = testEnvironment();
  const credentials = { blackhat: { apiKey: 'key', apiSecret: 'secret' }, upay: { apiKey: 'another' } };
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'countersign-sandbox-'));
    file = path.join(folder, 'sandbox.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (origin: string) => writeSandboxFile(environment, folder, { origin, credentials });
  const read = () => JSON.parse(readFileSync(file, 'utf8'));

  it('is written with the origin first, for its owner alone', () => {
    write('http://127.0.0.1:1');
    assert.deepEqual(Object.keys(read()), ['origin', 'blackhat', 'upay']);
    assert.deepEqual(read(), { origin: 'http://127.0.0.1:1', ...credentials });
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['sandbox.json']);
  });

  it('keeps all but the origin, what was changed by hand included', () => {
    write('http://127.0.0.1:1');
    const changed = { ...read(), blackhat: { apiKey: 'renewed', apiSecret: 'renewed' }, note: 'mine' };
    writeFileSync(file, JSON.stringify(changed));
    write('http://127.0.0.1:2');
    assert.deepEqual(read(), { ...changed, origin: 'http://127.0.0.1:2' });
  });

  it('is there again after it was lost: by a crash before it was written, or by hand', () => {
    write('http://127.0.0.1:1');
    rmSync(file);
    write('http://127.0.0.1:2');
    assert.deepEqual(read(), { origin: 'http://127.0.0.1:2', ...credentials });
  });

  for (const [what, content] of [
    ["another store's", '{"origin":"http://127.0.0.1:1","blackhat":{"apiKey":"x"}}'],
    ['half written', '{"origin":"ht'],
    ['not an object', 'null'],
  ] as const) {
    it(`is put aside where it is ${what}`, () => {
      writeFileSync(file, content);
      write('http://127.0.0.1:2');
      assert.deepEqual(read(), { origin: 'http://127.0.0.1:2', ...credentials });
      assert.equal(readFileSync(`${file}.old`, 'utf8'), content);
    });
  }

  it('puts nothing aside where there is nothing', () => {
    write('http://127.0.0.1:1');
    assert.ok(!existsSync(`${file}.old`));
  });
});
