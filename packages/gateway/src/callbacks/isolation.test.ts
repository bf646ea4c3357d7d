import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import {
  answer,
  happen,
  OK,
  Receivers,
  SCHEDULE,
  Teller,
  TIMEOUT,
} from '../../../../test/support/deliveries.ts';
import type { Core } from '../core/index.ts';
import { listCallbacks } from './callbacks.ts';

const PAGE = { limit: 1_000 };
const SOUND = 'https://sound.example';
const DEAD = 'https://dead.example';

/** Answers when it is told to. */
function slowLoris() {
  const { promise, resolve } = Promise.withResolvers<void>();
  let begun = 0;
  return {
    handler: async () => {
      begun += 1;
      await promise;
      return TIMEOUT;
    },
    get begun() {
      return begun;
    },
    giveUp: resolve,
  };
}

onEachEngine('endpoints', (opened) => {
  async function open(limits = {}) {
    const { restarted, newMerchant, environment } = opened();
    const core = restarted();
    const merchantId = await newMerchant();
    const receivers = new Receivers();
    const teller = new Teller(core, receivers, limits);
    return { core, environment, merchantId, receivers, teller };
  }

  const tell = async (core: Core, merchantId: string, origin: string, count: number) => {
    for (let index = 0; index < count; index += 1) {
      const subjectId = `${origin}/${index}`;
      await happen(
        core,
        { merchantId, kind: 'invoice.paid', subjectId },
        { url: subjectId, body: subjectId },
      );
    }
  };

  it('wait for none that never answers, whatever waits for it, and it gets no more than its share', async () => {
    const { core, merchantId, receivers, teller } = await open();
    const loris = slowLoris();
    receivers.on(DEAD, loris.handler);
    await tell(core, merchantId, DEAD, 50);
    await tell(core, merchantId, SOUND, 50);
    await teller.read();
    await teller.look();
    while (receivers.received.filter(({ url }) => url.startsWith(SOUND)).length < 50) {
      await new Promise(setImmediate);
      await teller.look();
    }
    assert.equal(loris.begun, 4);
    loris.giveUp();
    await teller.idle();
  });

  it('that fail are sent to one at a time, in places of their own, until one succeeds', async () => {
    const { core, environment, merchantId, receivers, teller } = await open({ endpoints: 3 });
    const dead = Array.from({ length: 3 }, (_, index) => `https://dead-${index}.example`);
    for (const origin of dead) {
      receivers.on(origin, answer(500));
      await tell(core, merchantId, origin, 10);
    }
    await teller.tell();
    receivers.take();
    environment.advance((SCHEDULE.delaysMilliseconds[0] ?? 0) * 1.1);
    const lorises = dead.map((origin) => {
      const loris = slowLoris();
      receivers.on(origin, loris.handler);
      return loris;
    });
    await teller.look();
    while (lorises.some(({ begun }) => begun === 0)) await new Promise(setImmediate);
    await tell(core, merchantId, SOUND, 20);
    await teller.read();
    await teller.look();
    while (receivers.received.filter(({ url }) => url.startsWith(SOUND)).length < 20) {
      await new Promise(setImmediate);
      await teller.look();
    }
    assert.deepEqual(
      lorises.map(({ begun }) => begun),
      [1, 1, 1],
    );
    for (const origin of dead) receivers.on(origin, OK);
    receivers.take();
    for (const loris of lorises) loris.giveUp();
    await teller.idle();
    await teller.tell();
    assert.equal(receivers.take('https://dead-').length, 27);
  });

  it('are sent to by one process at a time: each callback once', async (test) => {
    const { elsewhere } = opened();
    if (elsewhere === undefined) return test.skip('an embedded store has one process');
    const { core, merchantId, receivers, teller } = await open();
    const other = new Teller(elsewhere, receivers);
    const origins = Array.from({ length: 12 }, (_, index) => `https://shop-${index}.example`);
    const underway = new Map<string, number>();
    for (const origin of origins) {
      receivers.on(origin, async () => {
        underway.set(origin, (underway.get(origin) ?? 0) + 1);
        assert.ok((underway.get(origin) ?? 0) <= 4);
        await new Promise(setImmediate);
        underway.set(origin, (underway.get(origin) ?? 0) - 1);
        return OK;
      });
      await tell(core, merchantId, origin, 10);
    }
    await Promise.all([teller.tell(), other.tell(), teller.tell(), other.tell()]);
    await teller.tell();
    const bodies = receivers.take();
    assert.equal(bodies.length, 120);
    assert.equal(new Set(bodies).size, 120);
  });

  it('of a process that died are another’s once its lease has run out, and not before', async () => {
    const { core, merchantId, receivers, teller } = await open();
    const loris = slowLoris();
    receivers.on(DEAD, loris.handler);
    await tell(core, merchantId, DEAD, 1);
    await teller.read();
    await teller.look();
    while (loris.begun === 0) await new Promise(setImmediate);
    receivers.on(DEAD, OK);
    receivers.take();
    const next = new Teller(opened().restarted(), receivers);
    await next.tell();
    assert.deepEqual(receivers.take(), []);
    // What the store's clock would come to in a minute.
    await core.perform((transaction) =>
      transaction.run('update callback_endpoints set leased_until = 1 where merchant_id = $1', [merchantId]),
    );
    await next.tell();
    assert.deepEqual(receivers.take(), [`${DEAD}/0`]);
    loris.giveUp();
    await teller.idle();
    const [callback] = await listCallbacks(core, { merchantId }, PAGE);
    assert.deepEqual([callback?.state, callback?.attempts], ['delivered', 1]);
  });

  it('whose attempts are given up when the gateway stops are sent to again, as if nothing had been', async () => {
    const { core, merchantId, receivers, teller } = await open();
    const begun = Promise.withResolvers<void>();
    receivers.on(DEAD, (_, { signal }) => {
      begun.resolve();
      return new Promise((resolve) => {
        const aborted = { ok: false, code: 'aborted', message: 'given up' } as const;
        signal.addEventListener('abort', () => resolve(aborted));
      });
    });
    await tell(core, merchantId, DEAD, 3);
    await teller.read();
    await teller.look();
    await begun.promise;
    teller.stopping.abort();
    teller.givingUp.abort();
    await teller.idle();
    receivers.on(DEAD, OK);
    receivers.take();
    await new Teller(opened().restarted(), receivers).tell();
    assert.equal(receivers.take().length, 3);
    const told = await listCallbacks(core, { merchantId, state: 'delivered' }, PAGE);
    assert.deepEqual([...new Set(told.map(({ attempts }) => attempts))], [1]);
  });
});
