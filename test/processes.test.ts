/** What holds between processes: one effect for many copies of a request, and one process for an embedded folder. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  basicexInvoice,
  blackhatCall,
  type CallAnswer,
  redirected,
  type SignedRequest,
  send,
  upayCall,
} from './support/calls.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { createTestDatabase, type TestDatabase, withoutPostgres } from './support/postgres.ts';

const COPIES = 100;

describe('two gateway processes on one PostgreSQL database', { skip: withoutPostgres() }, () => {
  let database: TestDatabase;
  let first: TestGateway;
  let second: TestGateway;

  before(async () => {
    database = await createTestDatabase();
    first = await startTestGateway({ postgresUrl: database.url });
    second = await startTestGateway({ postgresUrl: database.url, dataFolder: first.dataFolder });
  });
  after(async () => {
    await Promise.all([first?.stop(), second?.stop()]);
    await database?.drop();
  });

  /** Half of the copies to each process, all at once. */
  function sendCopies(request: SignedRequest): Promise<readonly CallAnswer[]> {
    const elsewhere = redirected(request, first.origin, second.origin);
    return Promise.all(
      Array.from({ length: COPIES }, (_, copy) => send(copy % 2 === 0 ? request : elsewhere)),
    );
  }

  it(`lets one of ${COPIES} copies of a BlackHat request take effect, and names the last ts to the others`, async () => {
    const at = Date.now();
    const parameters = {
      store_id: first.sandbox.blackhat.storeId,
      payment_type: 'transparent',
      amount: '1.5',
    };
    const answers = await sendCopies(await blackhatCall(first.sandbox, 'createInvoice', parameters, at));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    const refused = answers.filter(({ status }) => status === 409);
    assert.equal(refused.length, COPIES - 1);
    for (const { body } of refused) {
      const { error } = body as { error: { code: string; last_ts: string } };
      assert.equal(error.code, 'TS_NOT_INCREASING');
      assert.equal(Number(error.last_ts), at / 1_000);
    }
    const list = await send(await blackhatCall(first.sandbox, 'getInvoices', {}, at + 1));
    assert.equal((list.body as { result: { total: number } }).result.total, 1);
  });

  it(`gives all of ${COPIES} copies of a UPay request the same answer`, async () => {
    const answers = await sendCopies(await upayCall(first.sandbox, '/api/v1/merchant/asset', {}));
    const contents = answers.map(({ status, body }) => {
      const { code, data } = body as { code: number; data: unknown };
      return JSON.stringify({ status, code, data });
    });
    assert.deepEqual([...new Set(contents)].length, 1, contents[0]);
    assert.match(contents[0] ?? '', /"code":0/u);
  });

  it('creates one BasicEx invoice for an order number, whichever process is asked', async () => {
    const answers = await Promise.all(
      [first, second].flatMap((gateway) =>
        Array.from({ length: 10 }, async () =>
          send(await basicexInvoice({ ...first.sandbox, origin: gateway.origin }, 'once')),
        ),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter(({ status }) => status === 400).length, answers.length - 1);
  });
});

describe('an embedded data folder', () => {
  it('belongs to one process: a second one refuses to start and says why', async () => {
    const gateway = await startTestGateway();
    await assert.rejects(
      startTestGateway({ dataFolder: gateway.dataFolder }),
      new RegExp(`in use by process ${gateway.process.pid}`, 'u'),
    );
    await gateway.stop();
  });

  it('is free again after kill -9', async () => {
    const gateway = await startTestGateway();
    await gateway.kill();
    const next = await startTestGateway({ dataFolder: gateway.dataFolder });
    assert.deepEqual(next.sandbox.basicex, gateway.sandbox.basicex);
    await next.stop();
  });
});
