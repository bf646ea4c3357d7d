import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../test/support/core.ts';
import {
  HOUR_MILLISECONDS,
  happen,
  SECOND_MILLISECONDS,
  Teller,
} from '../../../../test/support/deliveries.ts';
import { recordEvent } from '../core/outbox.ts';
import { listCallbacks } from './callbacks.ts';
import { listEndpoints, setEndpoint } from './endpoints.ts';

const PAGE = { limit: 1_000 };

onEachEngine('reading the outbox', (opened) => {
  async function open() {
    const { restarted, newMerchant, environment } = opened();
    const core = restarted();
    const merchantId = await newMerchant();
    const teller = new Teller(core);
    const kinds = async () => (await listCallbacks(core, { merchantId }, PAGE)).map(({ kind }) => kind);
    return { core, environment, merchantId, teller, kinds };
  }

  it('takes each event once, however often it is read, and whoever reads', async () => {
    const { core, merchantId, teller, kinds } = await open();
    const expected = Array.from({ length: 250 }, (_, index) => `event.${index}`);
    for (const kind of expected) await happen(core, { merchantId, kind });
    const others = [opened().restarted(), opened().elsewhere ?? opened().restarted()].map(
      (each) => new Teller(each),
    );
    await Promise.all([teller, ...others].map((each) => each.read()));
    await teller.read();
    assert.deepEqual((await kinds()).toReversed(), expected);
  });

  it('is not held up by an event that cannot be rendered, which is tried again later', async () => {
    const { core, environment, merchantId, teller, kinds } = await open();
    teller.dialect.broken.add('broken');
    for (const kind of ['before', 'broken', 'after']) await happen(core, { merchantId, kind });
    await teller.read();
    assert.deepEqual((await kinds()).toSorted(), ['after', 'before', 'broken']);
    const unrendered = () => listCallbacks(core, { merchantId, state: 'unrendered' }, PAGE);
    const [first] = await unrendered();
    assert.deepEqual([first?.kind, first?.reason, first?.attempts], ['broken', 'Error: broken is broken', 1]);
    assert.equal(first?.nextAttemptAt, environment.now() + SECOND_MILLISECONDS);
    environment.advance(SECOND_MILLISECONDS);
    await teller.read();
    const [second] = await unrendered();
    assert.equal(second?.nextAttemptAt, environment.now() + 2 * SECOND_MILLISECONDS);
    teller.dialect.broken.clear();
    environment.advance(HOUR_MILLISECONDS);
    await teller.read();
    assert.deepEqual(await unrendered(), []);
    await setEndpoint(core, { merchantId, dialect: 'told', purpose: 'default' }, 'https://shop.example/');
    await teller.tell();
    assert.equal((await listCallbacks(core, { merchantId, state: 'delivered' }, PAGE)).length, 3);
  });

  it('keeps an event of a dialect that nobody here knows', async () => {
    const { core, merchantId, teller } = await open();
    const event = { merchantId, dialect: 'newer', kind: 'invoice.paid', subjectId: 'payment' };
    await core.perform((transaction) => recordEvent(transaction, core, event));
    await teller.read();
    const [kept] = await listCallbacks(core, { merchantId }, PAGE);
    assert.deepEqual([kept?.state, kept?.dialect], ['unrendered', 'newer']);
    assert.match(kept?.reason ?? '', /no callbacks are known of dialect 'newer'/u);
  });

  it('keeps an event whose payment has an address that is none, and says so', async () => {
    const { core, merchantId, teller } = await open();
    await happen(core, { merchantId, kind: 'invoice.paid' }, { url: 'not a url' });
    await teller.read();
    const [kept] = await listCallbacks(core, { merchantId }, PAGE);
    assert.equal(kept?.state, 'unrendered');
    assert.match(kept?.reason ?? '', /no url/u);
    assert.deepEqual(await listEndpoints(core, { merchantId }, PAGE), []);
  });

  it('misses no event that is committed after later ones, and waits for none that never will be', async (test) => {
    const { core, environment, merchantId, teller, kinds } = await open();
    if (opened().elsewhere === undefined) return test.skip('an embedded store has one writer');
    const [begun, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const slow = core.perform(async (transaction) => {
      const event = { merchantId, dialect: 'told', subjectId: 'slow' };
      await recordEvent(transaction, core, { ...event, kind: 'slow.1' });
      await recordEvent(transaction, core, { ...event, kind: 'slow.2' });
      begun.resolve();
      await commit.promise;
    });
    await begun.promise;
    const rolledBack = core.perform(async (transaction) => {
      await recordEvent(transaction, core, { merchantId, dialect: 'told', subjectId: 'x', kind: 'never' });
      throw new Error('rolled back');
    });
    await assert.rejects(rolledBack, /rolled back/u);
    await happen(core, { merchantId, kind: 'quick' });
    await teller.read();
    assert.deepEqual(await kinds(), ['quick']);
    environment.advance(10 * SECOND_MILLISECONDS);
    await teller.read();
    commit.resolve();
    await slow;
    environment.advance(10 * SECOND_MILLISECONDS);
    await teller.read();
    assert.deepEqual((await kinds()).toSorted(), ['quick', 'slow.1', 'slow.2']);
    const gaps = async () =>
      Number((await core.reader.get('select count(*) as gaps from outbox_gaps'))?.gaps ?? Number.NaN);
    assert.equal(await gaps(), 1);
    environment.advance(25 * HOUR_MILLISECONDS);
    await teller.read();
    assert.equal(await gaps(), 0);
  });
});
