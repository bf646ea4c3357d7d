import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import { happen, OK, Receivers, ToldDialect } from '../../../../test/support/deliveries.ts';
import type { Core } from '../core/index.ts';
import { listCallbacks } from './callbacks.ts';
import type { Timer } from './context.ts';
import type { CallbackRequest, SendResult } from './sender.ts';
import { startCallbacks } from './start.ts';

/** Hands that a test turns. */
class HandTimer {
  readonly #waiting = new Set<{ readonly task: () => void; readonly milliseconds: number }>();

  readonly timer: Timer = (task, milliseconds) => {
    const entry = { task, milliseconds };
    this.#waiting.add(entry);
    return () => this.#waiting.delete(entry);
  };

  get waits(): readonly number[] {
    return [...this.#waiting].map(({ milliseconds }) => milliseconds);
  }

  /** Whatever waits for so long or less. */
  ring(milliseconds: number): void {
    for (const entry of this.#waiting) {
      if (entry.milliseconds > milliseconds) continue;
      this.#waiting.delete(entry);
      entry.task();
    }
  }
}

const URL_OF_PAYMENT = 'https://shop.example/payments/1';

onEachEngine('telling merchants', (opened) => {
  async function start(core: Core = opened().restarted()) {
    const merchantId = await opened().newMerchant();
    const hands = new HandTimer();
    const receivers = new Receivers();
    const errors: unknown[] = [];
    const callbacks = startCallbacks(core, {
      dialects: [new ToldDialect()],
      send: receivers.send,
      timer: hands.timer,
      isOnlyProcess: opened().elsewhere === undefined,
      onPaused: () => undefined,
      onError: (error) => errors.push(error),
    });
    const until = async (isSo: () => boolean | Promise<boolean>) => {
      while (!(await isSo())) {
        hands.ring(0);
        await new Promise(setImmediate);
      }
    };
    const resting = () => until(() => hands.waits.length === 2 && hands.waits.every((wait) => wait === 250));
    return { core, merchantId, hands, receivers, errors, callbacks, until, resting };
  }

  it('happens every quarter of a second, and when it is kicked', async () => {
    const { core, merchantId, hands, receivers, callbacks, until, resting } = await start();
    await resting();
    await happen(core, { merchantId, kind: 'first' }, { url: URL_OF_PAYMENT });
    hands.ring(250);
    await until(() => receivers.received.length === 1);
    await resting();
    await happen(core, { merchantId, kind: 'second' }, { url: URL_OF_PAYMENT });
    callbacks.kick();
    await until(() => receivers.received.length === 2);
    assert.deepEqual(receivers.take(), ['first', 'second']);
    await callbacks.stop();
    assert.deepEqual(hands.waits, []);
  });

  it('goes on when the store could not be asked', async () => {
    const core = opened().restarted();
    let isAway = true;
    const reader = {
      get: core.reader.get.bind(core.reader),
      all: async (...asked: Parameters<Core['reader']['all']>) => {
        if (isAway) throw new Error('the store is away');
        return core.reader.all(...asked);
      },
    };
    const { merchantId, hands, receivers, errors, callbacks, until, resting } = await start({
      ...core,
      reader,
    });
    await happen(core, { merchantId, kind: 'first' }, { url: URL_OF_PAYMENT });
    await until(() => errors.length > 0);
    await resting();
    isAway = false;
    hands.ring(250);
    await until(() => receivers.received.length === 1);
    await callbacks.stop();
    assert.ok(errors.every((error) => (error as Error).message === 'the store is away'));
  });

  it('ends after what is under way', async () => {
    const { core, merchantId, receivers, callbacks, until } = await start();
    const finish = Promise.withResolvers<SendResult>();
    receivers.on(URL_OF_PAYMENT, () => finish.promise);
    await happen(core, { merchantId, kind: 'first' }, { url: URL_OF_PAYMENT });
    callbacks.kick();
    await until(() => receivers.received.length === 1);
    const stopped = callbacks.stop();
    finish.resolve(OK);
    await stopped;
    const [callback] = await listCallbacks(core, { merchantId }, { limit: 1 });
    assert.equal(callback?.state, 'delivered');
  });

  it('gives up after five seconds what does not end, and the next process sends it', async () => {
    const { core, merchantId, hands, receivers, callbacks, until } = await start();
    receivers.on(URL_OF_PAYMENT, untilAborted);
    await happen(core, { merchantId, kind: 'first' }, { url: URL_OF_PAYMENT });
    callbacks.kick();
    await until(() => receivers.received.length === 1);
    const stopped = callbacks.stop();
    await until(() => hands.waits.includes(5_000));
    hands.ring(5_000);
    await stopped;
    const next = await start();
    await next.until(() => next.receivers.received.length === 1);
    await next.callbacks.stop();
  });

  it('takes back at once what it had leased when it died, where it is the only process', async (test) => {
    if (opened().elsewhere !== undefined) return test.skip('others may hold it');
    const { core, merchantId, receivers, callbacks, until } = await start();
    const begun = Promise.withResolvers<SendResult>();
    receivers.on(URL_OF_PAYMENT, () => begun.promise);
    await happen(core, { merchantId, kind: 'first' }, { url: URL_OF_PAYMENT });
    callbacks.kick();
    await until(() => receivers.received.length === 1);
    const next = await start();
    await next.until(() => next.receivers.received.length === 1);
    await next.callbacks.stop();
    begun.resolve(OK);
    await callbacks.stop();
  });
});

function untilAborted(_: unknown, { signal }: CallbackRequest): Promise<SendResult> {
  const aborted: SendResult = { ok: false, code: 'aborted', message: 'given up' };
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(aborted)));
}
