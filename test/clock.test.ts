/** Two clocks: the gateway's, which its sandbox advances, and the wire's, which is everybody's. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { basicexInvoice } from './support/calls.ts';
import { FIRST_CALLS } from './support/first-calls.ts';
import { startTestGateway, type TestGateway } from './support/gateway.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('a gateway that was advanced by thirty days', () => {
  let gateway: TestGateway;
  let started: number;
  before(async () => {
    gateway = await startTestGateway();
    started = Date.now();
    assert.ok((await advance(30 * DAY)) >= started + 30 * DAY);
  });
  after(() => gateway?.kill());

  /** @returns the gateway's time, in Unix milliseconds */
  async function advance(milliseconds: number): Promise<number> {
    const { origin, token } = JSON.parse(readFileSync(join(gateway.dataFolder, 'operator.json'), 'utf8'));
    const response = await fetch(`${origin}/operator/v1/sandbox/advance`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ milliseconds }),
    });
    const answer = (await response.json()) as { readonly now: number };
    assert.equal(response.status, 200, JSON.stringify(answer));
    return answer.now;
  }

  async function takesFirstCalls(): Promise<void> {
    for (const [of, call] of Object.entries(FIRST_CALLS)) {
      const dialect = of.split(' ')[0];
      const credentials = Object.entries(gateway.sandbox).find(([name]) => name === dialect)?.[1];
      assert.ok(typeof credentials === 'object');
      assert.equal(await call(gateway.origin, credentials), true, of);
    }
  }

  it('still takes calls that are signed with everybody’s time', takesFirstCalls);

  it('dates what it makes by its own', async () => {
    const { method, url, headers, body } = await basicexInvoice(gateway.sandbox, 'advanced');
    const response = await fetch(url, { method, headers, body });
    const { data } = (await response.json()) as { readonly data: { readonly invoiceId: string } };
    // After its first digits, a BasicEx invoice number tells the day.
    const day = new Date(started + 30 * DAY).toISOString().slice(0, 10).replaceAll('-', '');
    assert.ok(data.invoiceId.slice(3, 11) >= day, data.invoiceId);
  });

  it('still is when it starts again after a crash', async () => {
    const { dataFolder } = gateway;
    await gateway.kill();
    gateway = await startTestGateway({ dataFolder });
    assert.ok((await advance(HOUR)) >= started + 30 * DAY + HOUR);
    await takesFirstCalls();
  });
});
