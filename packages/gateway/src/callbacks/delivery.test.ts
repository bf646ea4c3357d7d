import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import {
  answer,
  CALLBACK_DIALECT as dialect,
  HOUR_MILLISECONDS,
  happen,
  OK,
  Receivers,
  SCHEDULE,
  SECOND_MILLISECONDS,
  Teller,
  TIMEOUT,
} from '../../../../test/support/deliveries.ts';
import { listCallbacks, replayCallback, showCallback } from './callbacks.ts';
import {
  listEndpoints,
  pauseEndpoint,
  resumeEndpoint,
  setEndpoint,
  setEndpointSchedule,
  unsetEndpoint,
} from './endpoints.ts';

const URL_OF_ACCOUNT = 'https://shop.example/callbacks';
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
const [FIRST_DELAY = 0, SECOND_DELAY = 0] = SCHEDULE.delaysMilliseconds;
/** The most that jitter adds. */
const JITTER = 1.1;

onEachEngine('a callback', (opened) => {
  /** A merchant with an address, and a process of its own that tells it. */
  async function open() {
    const { restarted, newMerchant, environment } = opened();
    const core = restarted();
    const merchantId = await newMerchant();
    const address = { merchantId, dialect, purpose: 'default' };
    const endpoint = { merchantId, dialect, name: 'default' };
    await setEndpoint(core, address, URL_OF_ACCOUNT);
    const receivers = new Receivers();
    const teller = new Teller(core, receivers);
    const only = async () => {
      const [callback, ...others] = await listCallbacks(core, { merchantId }, { limit: 10 });
      assert.ok(callback !== undefined && others.length === 0);
      const shown = await showCallback(core, callback);
      assert.ok(shown !== undefined);
      return shown;
    };
    const endpointNow = async () => (await listEndpoints(core, { merchantId }, { limit: 10 }))[0];
    return { core, environment, merchantId, address, endpoint, receivers, teller, only, endpointNow };
  }

  it('is sent to the account’s address once, and kept with its attempt', async () => {
    const { core, environment, merchantId, receivers, teller, only } = await open();
    await happen(core, { merchantId, kind: 'invoice.paid' }, { body: 'paid' });
    await teller.tell();
    await teller.tell();
    const { id, made, callback, ...shown } = await only();
    const now = environment.now();
    assert.deepEqual(receivers.received, [
      { url: URL_OF_ACCOUNT, body: 'paid', at: now, firstAt: now, number: 1, eventId: `event-${id}` },
    ]);
    assert.deepEqual(shown, {
      merchantId,
      dialect,
      kind: 'invoice.paid',
      subjectId: 'payment',
      state: 'delivered',
      endpoint: 'default',
      eventId: `event-${id}`,
      attempts: 1,
      createdAt: now,
      updatedAt: now,
    });
    assert.equal(callback?.body, 'paid');
    const [{ id: _, ...attempt } = assert.fail('no attempt')] = made;
    assert.deepEqual(attempt, {
      round: 1,
      number: 1,
      at: now,
      durationMilliseconds: 0,
      url: URL_OF_ACCOUNT,
      status: 200,
      answer: Buffer.from('ok'),
    });
  });

  it('goes to the payment’s own address, if it has one', async () => {
    const { core, merchantId, receivers, teller, only } = await open();
    const url = 'https://other.example:8443/orders/7?secret=1';
    await happen(core, { merchantId, kind: 'invoice.paid' }, { url });
    await teller.tell();
    assert.deepEqual(
      receivers.received.map((each) => each.url),
      [url],
    );
    assert.equal((await only()).endpoint, 'https://other.example:8443');
  });

  it('is not sent where its dialect tells nothing', async () => {
    const { core, merchantId, receivers, teller } = await open();
    await happen(core, { merchantId, kind: 'invoice.created' }, { isSecret: true });
    await teller.tell();
    assert.deepEqual(receivers.received, []);
    assert.deepEqual(await listCallbacks(core, { merchantId }, { limit: 10 }), []);
  });

  it('is tried again as its dialect says, never earlier, a tenth later at most, and then kept', async () => {
    const { core, environment, merchantId, receivers, teller, only } = await open();
    receivers.on(URL_OF_ACCOUNT, TIMEOUT);
    await happen(core, { merchantId, kind: 'invoice.paid' });
    const start = environment.now();
    await teller.tell();
    for (const [index, delay] of SCHEDULE.delaysMilliseconds.entries()) {
      const { nextAttemptAt = 0, state, reason } = await only();
      assert.deepEqual([state, reason], ['pending', 'timeout']);
      const wait = nextAttemptAt - environment.now();
      assert.ok(wait >= delay && wait <= delay * JITTER, `${wait} ms instead of ${delay}`);
      environment.advance(wait - 1);
      await teller.tell();
      assert.equal(receivers.received.length, index + 1);
      environment.advance(1);
      await teller.tell();
      assert.equal(receivers.received.length, index + 2);
    }
    assert.deepEqual(
      receivers.received.map(({ number, firstAt }) => [number, firstAt]),
      [
        [1, start],
        [2, start],
        [3, start],
      ],
    );
    const { state, attempts, reason, nextAttemptAt, made } = await only();
    assert.deepEqual([state, attempts, reason, nextAttemptAt], ['exhausted', 3, 'timeout', undefined]);
    assert.deepEqual(
      made.map(({ number, failure, status }) => [number, failure, status]),
      [3, 2, 1].map((number) => [number, 'timeout', undefined]),
    );
    environment.advance(DAY_MILLISECONDS);
    await teller.tell();
    assert.equal(receivers.received.length, 3);
  });

  it('is signed with the machine’s time, but due by the gateway’s: advancing a sandbox brings retries forward', async () => {
    const { core, environment, merchantId, receivers, teller } = await open();
    receivers.on(URL_OF_ACCOUNT, TIMEOUT);
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    receivers.on(URL_OF_ACCOUNT, OK);
    core.clock.keepUpWith(2 * HOUR_MILLISECONDS);
    await teller.tell();
    assert.deepEqual(
      receivers.received.map(({ number, at }) => [number, at]),
      [
        [1, environment.now()],
        [2, environment.now()],
      ],
    );
  });

  it('is sent again by hand, afresh, with the whole schedule', async () => {
    const { core, environment, merchantId, receivers, teller, only } = await open();
    receivers.on(URL_OF_ACCOUNT, answer(500, 'broken'));
    await happen(core, { merchantId, kind: 'invoice.paid' });
    for (const delay of [0, FIRST_DELAY * JITTER, SECOND_DELAY * JITTER]) {
      environment.advance(delay);
      await teller.tell();
    }
    assert.equal((await only()).state, 'exhausted');
    environment.advance(HOUR_MILLISECONDS);
    const { id } = await only();
    assert.equal(await replayCallback(core, { merchantId, id }), true);
    await teller.tell();
    const last = receivers.received.at(-1);
    assert.deepEqual([last?.number, last?.firstAt], [1, environment.now()]);
    const { state, nextAttemptAt = 0, attempts } = await only();
    assert.deepEqual([state, attempts], ['pending', 4]);
    assert.ok(nextAttemptAt - environment.now() >= FIRST_DELAY);
    receivers.on(URL_OF_ACCOUNT, OK);
    await replayCallback(core, { merchantId, id });
    await teller.tell();
    assert.equal((await only()).state, 'delivered');
    await replayCallback(core, { merchantId, id });
    await teller.tell();
    const { made } = await only();
    assert.deepEqual(
      made.map(({ round, number, status }) => [round, number, status]),
      [
        [4, 1, 200],
        [3, 1, 200],
        [2, 1, 500],
        [1, 3, 500],
        [1, 2, 500],
        [1, 1, 500],
      ],
    );
    assert.equal(await replayCallback(core, { merchantId, id: 'none' }), false);
  });

  it('that is replayed while it is on its way is sent once more', async () => {
    const { core, merchantId, receivers, teller, only } = await open();
    const [begun, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    receivers.on(URL_OF_ACCOUNT, async () => {
      begun.resolve();
      await finish.promise;
      return OK;
    });
    await happen(core, { merchantId, kind: 'invoice.paid' });
    const telling = teller.tell();
    await begun.promise;
    await replayCallback(core, await only());
    finish.resolve();
    await telling;
    const { state, made } = await only();
    assert.deepEqual([state, made.map(({ round }) => round)], ['delivered', [2, 1]]);
  });

  it('waits for an address, and is sent when there is one', async () => {
    const { core, merchantId, address, receivers, teller, only } = await open();
    await unsetEndpoint(core, address);
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    assert.deepEqual([(await only()).state, (await only()).reason], ['undeliverable', 'no address']);
    const filtered = async (state: 'undeliverable' | 'pending') =>
      (await listCallbacks(core, { merchantId, dialect, state }, { limit: 10 })).length;
    assert.deepEqual([await filtered('undeliverable'), await filtered('pending')], [1, 0]);
    await setEndpoint(core, address, 'https://new.example/');
    await teller.tell();
    assert.deepEqual(
      receivers.received.map(({ url }) => url),
      ['https://new.example/'],
    );
    assert.equal((await only()).state, 'delivered');
  });

  it('waits for an address of a purpose that none was set for', async () => {
    const { core, merchantId, teller, only } = await open();
    await happen(core, { merchantId, kind: 'account.credited' }, { purpose: 'accounts' });
    await teller.tell();
    assert.equal((await only()).state, 'undeliverable');
    await setEndpoint(core, { merchantId, dialect, purpose: 'accounts' }, 'https://accounts.example/');
    await teller.tell();
    assert.equal((await only()).state, 'delivered');
  });

  it('waits for a credential that can sign it, without counting attempts', async () => {
    const { core, environment, merchantId, receivers, teller, only } = await open();
    teller.dialect.hasCredential = false;
    for (const kind of ['one', 'two', 'three']) await happen(core, { merchantId, kind, subjectId: kind });
    await teller.tell();
    const waiting = await listCallbacks(core, { merchantId }, { limit: 10 });
    assert.deepEqual(
      [...new Set(waiting.map(({ state, attempts }) => `${state} ${attempts}`))],
      ['pending 0'],
    );
    assert.ok(waiting.some(({ reason }) => reason?.includes('no live credential')));
    teller.dialect.hasCredential = true;
    await teller.tell();
    assert.deepEqual(receivers.received, []);
    environment.advance(60 * SECOND_MILLISECONDS);
    await teller.tell();
    assert.deepEqual(receivers.take().toSorted(), ['one', 'three', 'two']);
    await assert.rejects(only());
  });

  it('leaves a server alone for as long as it asks, within bounds', async () => {
    const { core, environment, merchantId, receivers, teller } = await open();
    const asks = (retryAfter: string) => answer(503, '', { 'retry-after': retryAfter });
    receivers.on(URL_OF_ACCOUNT, asks('60'));
    await happen(core, { merchantId, kind: 'first' });
    await teller.tell();
    assert.deepEqual(receivers.take(), ['first']);
    await happen(core, { merchantId, kind: 'second' });
    environment.advance(59_999);
    await teller.tell();
    assert.deepEqual(receivers.take(), []);
    const inTwoDays = new Date(environment.now() + 2 * DAY_MILLISECONDS).toUTCString();
    receivers.on(URL_OF_ACCOUNT, asks(inTwoDays));
    environment.advance(1);
    await teller.tell();
    assert.equal(receivers.take().length, 1);
    receivers.on(URL_OF_ACCOUNT, OK);
    environment.advance(HOUR_MILLISECONDS - 1);
    await teller.tell();
    assert.deepEqual(receivers.take(), []);
    environment.advance(1);
    await teller.tell();
    assert.deepEqual(receivers.take().toSorted(), ['first', 'second']);
  });

  it('is not sent where the answer is 410 until the account’s endpoint is resumed, or replaced', async () => {
    const { core, environment, merchantId, endpoint, receivers, teller, only, endpointNow } = await open();
    receivers.on(URL_OF_ACCOUNT, answer(410));
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    assert.deepEqual(teller.paused, ['default: it answered 410: gone for good']);
    assert.equal((await endpointNow())?.state, 'paused');
    const { state, reason } = await only();
    assert.deepEqual(
      [state, reason],
      ['undeliverable', 'the endpoint is paused: it answered 410: gone for good'],
    );
    assert.equal((await listEndpoints(core, { state: 'paused' }, { limit: 100 })).length > 0, true);
    environment.advance(HOUR_MILLISECONDS);
    await teller.tell();
    assert.equal(receivers.take().length, 1);
    receivers.on(URL_OF_ACCOUNT, OK);
    assert.equal(await resumeEndpoint(core, endpoint), true);
    assert.equal(await resumeEndpoint(core, endpoint), false);
    await teller.tell();
    assert.equal((await only()).state, 'delivered');
    assert.equal((await endpointNow())?.failingSince, undefined);
  });

  it('is no reason to pause a new address if it is the old one that is gone', async () => {
    const { core, merchantId, address, receivers, teller, endpointNow } = await open();
    receivers.on(URL_OF_ACCOUNT, async () => {
      await setEndpoint(core, address, 'https://new.example/');
      return answer(410);
    });
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    const { state, failures } = { state: 'none', failures: -1, ...(await endpointNow()) };
    assert.deepEqual([state, failures, teller.paused], ['active', 0, []]);
  });

  it('ends with 410 from a payment’s own address, of which there is no other, and its server goes on', async () => {
    const { core, merchantId, receivers, teller, only } = await open();
    receivers.on('https://own.example/', answer(410));
    await happen(core, { merchantId, kind: 'invoice.paid' }, { url: 'https://own.example/orders/1' });
    await teller.tell();
    assert.equal((await only()).state, 'exhausted');
    assert.deepEqual(teller.paused, []);
  });

  it('is held while its endpoint is paused by hand', async () => {
    const { core, merchantId, endpoint, receivers, teller, only } = await open();
    assert.equal(await pauseEndpoint(core, endpoint, 'moving to another host'), true);
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    assert.equal((await only()).reason, 'the endpoint is paused: moving to another host');
    assert.deepEqual(receivers.received, []);
    await resumeEndpoint(core, endpoint);
    await teller.tell();
    assert.equal((await only()).state, 'delivered');
    assert.equal(await pauseEndpoint(core, { ...endpoint, name: 'unknown' }), false);
  });

  it('pauses an endpoint that has failed for five days, twenty times or more, and not before', async () => {
    const { core, environment, merchantId, receivers, teller, endpointNow } = await open();
    receivers.on(URL_OF_ACCOUNT, TIMEOUT);
    await setEndpointSchedule(
      core,
      { merchantId, dialect, purpose: 'default' },
      { delaysMilliseconds: Array(40).fill(6 * HOUR_MILLISECONDS) },
    );
    await happen(core, { merchantId, kind: 'invoice.paid' });
    const start = environment.now();
    while ((await endpointNow())?.state === 'active') {
      await teller.tell();
      environment.advance(6 * HOUR_MILLISECONDS * JITTER);
    }
    assert.ok(environment.now() - start > 5 * DAY_MILLISECONDS);
    assert.ok((await endpointNow())?.failures ?? 0 >= 20);
    assert.match(teller.paused[0] ?? '', /attempts since 20.* have failed, the last with timeout/u);
  });

  it('follows the schedule that the merchant has instead', async () => {
    const { core, environment, merchantId, address, receivers, teller, only } = await open();
    await setEndpointSchedule(core, address, { delaysMilliseconds: [1_000], timeoutMilliseconds: 700 });
    const own = 'https://own.example/';
    receivers.on(own, (_, request) => {
      assert.equal(request.timeouts.totalMilliseconds, 700);
      return TIMEOUT;
    });
    await happen(core, { merchantId, kind: 'invoice.paid' }, { url: own });
    await teller.tell();
    environment.advance(1_100);
    await teller.tell();
    assert.deepEqual([receivers.received.length, (await only()).state], [2, 'exhausted']);
    await setEndpointSchedule(core, address, undefined);
    await replayCallback(core, await only());
    receivers.on(own, TIMEOUT);
    await teller.tell();
    assert.ok(((await only()).nextAttemptAt ?? 0) - environment.now() >= FIRST_DELAY);
  });

  it('keeps the first kilobyte of a huge answer, and asks for no more than sixteen', async () => {
    const { core, merchantId, receivers, teller, only } = await open();
    receivers.on(URL_OF_ACCOUNT, (_, { answerBytesMaximum }) => {
      assert.equal(answerBytesMaximum, 16_384);
      return answer(200, Buffer.alloc(answerBytesMaximum, 'x'));
    });
    await happen(core, { merchantId, kind: 'invoice.paid' });
    await teller.tell();
    const [attempt] = (await only()).made;
    assert.deepEqual([attempt?.failure, attempt?.status], ['not_acknowledged', 200]);
    assert.deepEqual(attempt?.answer, Buffer.alloc(1_024, 'x'));
  });

  it('is told in its order while all goes well: a payment’s one by one, payments side by side', async () => {
    const { core, merchantId, receivers, teller } = await open();
    const underway: string[] = [];
    let most = 0;
    receivers.on(URL_OF_ACCOUNT, async ({ body }) => {
      const payment = body.slice(0, 1);
      assert.ok(!underway.includes(payment), `two of payment ${payment} at once`);
      underway.push(payment);
      most = Math.max(most, underway.length);
      await new Promise(setImmediate);
      underway.splice(underway.indexOf(payment), 1);
      return OK;
    });
    const payments = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const subjectId of payments) {
      for (const step of [1, 2, 3])
        await happen(core, { merchantId, kind: `${subjectId}${step}`, subjectId });
    }
    await teller.tell();
    const told = receivers.take();
    assert.equal(told.length, 18);
    for (const payment of payments) {
      const ofPayment = told.filter((body) => body.startsWith(payment));
      assert.deepEqual(ofPayment, [`${payment}1`, `${payment}2`, `${payment}3`]);
    }
    assert.equal(most, 4);
  });

  it('says to the store nothing that could be read there of whom it tells, nor what was answered', async () => {
    const { core, merchantId, receivers, teller } = await open();
    receivers.on(URL_OF_ACCOUNT, answer(500, 'Jane Roe is unknown'));
    await happen(core, { merchantId, kind: 'invoice.paid' }, { body: 'Jane Roe has paid' });
    await core.perform((transaction) => transaction.run("update outbox set data = '{}'"));
    await teller.tell();
    for (const table of ['callbacks', 'callback_attempts', 'callback_endpoints']) {
      const rows = await core.reader.all(`select * from ${table} where merchant_id = $1`, [merchantId]);
      assert.ok(rows.length > 0);
      const bytes = rows.flatMap((row) => Object.values(row)).map((value) => Buffer.from(String(value)));
      assert.ok(!Buffer.concat(bytes).includes('Jane'));
    }
  });
});
