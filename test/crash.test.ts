/** `kill -9` in the middle of work, again and again: whatever was acknowledged is there afterwards. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { basicexInvoice, basicexInvoiceOf, send } from './support/calls.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';
import { createTestDatabase, withoutPostgres } from './support/postgres.ts';

const ROUNDS = 20;
const CALLERS = 8;
/** A round is cut after so many acknowledgements at the latest: at any moment before it, or at it. */
const ACKNOWLEDGED_BEFORE_KILL = 40;

describe('every acknowledged payment survives kill -9', { concurrency: true }, () => {
  it(`on SQLite, ${ROUNDS} times`, () => survive(undefined));

  it(`on PostgreSQL, ${ROUNDS} times`, { skip: withoutPostgres() }, async () => {
    const database = await createTestDatabase();
    try {
      await survive(database.url);
    } finally {
      await database.drop();
    }
  });
});

async function survive(postgresUrl: string | undefined): Promise<void> {
  const options = postgresUrl === undefined ? {} : { postgresUrl };
  const acknowledged: string[] = [];
  let gateway = await startTestGateway(options);
  for (let round = 0; round < ROUNDS; round++) {
    acknowledged.push(...(await createUntilKilled(gateway, `r${round}`)));
    gateway = await startTestGateway({ ...options, dataFolder: gateway.dataFolder });
  }
  assert.ok(acknowledged.length >= ROUNDS, `only ${acknowledged.length} were acknowledged`);
  await assertAllThere(gateway, acknowledged);
  await gateway.stop();
}

/** Creates invoices from several callers at once until the process is gone. Resolves with the acknowledged order numbers. */
async function createUntilKilled(gateway: TestGateway, prefix: string): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  const killAt = randomInt(1, ACKNOWLEDGED_BEFORE_KILL);
  let killed: Promise<void> | undefined;
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let each = 0; killed === undefined; each++) {
      const orderId = `${prefix}-${caller}-${each}`;
      const answer = await send(await basicexInvoice(gateway.sandbox, orderId)).catch(() => undefined);
      if (answer === undefined) return;
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      acknowledged.push(orderId);
      if (acknowledged.length >= killAt) killed ??= gateway.kill();
    }
  });
  await Promise.all(callers);
  await killed;
  return acknowledged;
}

async function assertAllThere({ sandbox }: TestGateway, orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    const { status, body } = await send(await basicexInvoiceOf(sandbox, orderId));
    assert.equal(status, 200, `${orderId} was acknowledged and is gone`);
    assert.equal((body as { data: { merOrderId: string } }).data.merOrderId, orderId);
  }
}
