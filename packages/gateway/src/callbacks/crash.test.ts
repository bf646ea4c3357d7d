/** A process that may die at every await, before, within and after each statement, and while it sends: nothing is lost. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Crash, Life, MortalStore } from '../../../../test/simulation/crash.ts';
import { type Random, seededRandom } from '../../../../test/simulation/random.ts';
import { onEachEngine, type TestCore } from '../../../../test/support/core.ts';
import {
  answer,
  CALLBACK_DIALECT as dialect,
  HOUR_MILLISECONDS,
  happen,
  OK,
  Receivers,
  Teller,
  TIMEOUT,
} from '../../../../test/support/deliveries.ts';
import { listCallbacks, replayCallback } from './callbacks.ts';
import type { CallbackContext } from './context.ts';
import { setEndpoint } from './endpoints.ts';

const ROUNDS = 40;
const EVENTS_EACH_ROUND = 4;
const DEATHS_PER_AWAIT = 0.01;
const SEEDS = { sqlite: [1, 2, 3], postgres: [1] } as const;
const ENDPOINTS = ['default', 'https://one.example', 'https://two.example'];
/** What one process can have on its way to three endpoints. */
const UNDERWAY_MAXIMUM = 3 * 4;

/** The same store, of a process that dies with its life. */
function mortal({ store, restarted }: TestCore, life: Life): CallbackContext {
  const mortalStore = new MortalStore(store, life);
  const perform: CallbackContext['perform'] = (work, options) => mortalStore.transaction(work, options);
  return { ...restarted(), reader: mortalStore, perform };
}

/** Merchants' servers that fail now and then, and remember what they have acknowledged. */
class FicklePeople {
  readonly acknowledged = new Map<string, number>();
  readonly #receivers = new Receivers();
  readonly #random: Random;
  isReliable = false;

  constructor(random: Random) {
    this.#random = random;
    this.#receivers.on('', ({ body }) => {
      if (!this.isReliable && random.chance(0.2)) return random.pick([TIMEOUT, answer(500)]);
      this.acknowledged.set(body, (this.acknowledged.get(body) ?? 0) + 1);
      return OK;
    });
  }

  /** As a process sees them that may die before the request has left, or before its answer has come. */
  seenIn(life: Life): Receivers {
    const seen = new Receivers();
    seen.on('', async (_, request) => {
      life.survive();
      for (let turn = this.#random.below(3); turn > 0; turn -= 1) await new Promise(setImmediate);
      const result = await this.#receivers.send(request);
      life.survive();
      return result;
    });
    return seen;
  }
}

/** Whether the process died of it. */
async function tellOrDie(teller: Teller): Promise<boolean> {
  try {
    await teller.tell();
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    await teller.idle();
    return true;
  }
}

async function play(opened: TestCore, random: Random) {
  const { environment, store, newMerchant, restarted } = opened;
  const core = restarted();
  const merchantId = await newMerchant();
  await setEndpoint(core, { merchantId, dialect, purpose: 'default' }, 'https://account.example/');
  const people = new FicklePeople(random);
  const expected: string[] = [];
  let crashes = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let index = 0; index < EVENTS_EACH_ROUND; index += 1) {
      const body = `${round}.${index}`;
      const name = random.pick(ENDPOINTS);
      const url = name === 'default' ? {} : { url: `${name}/${body}` };
      await happen(core, { merchantId, kind: 'invoice.paid', subjectId: body }, { body, ...url });
      expected.push(body);
    }
    const life = new Life(random, DEATHS_PER_AWAIT);
    if (await tellOrDie(new Teller(mortal(opened, life), people.seenIn(life)))) crashes += 1;
    // The leases of the dead run out, of which each round is a new process.
    await store.transaction((transaction) =>
      transaction.run('update callback_endpoints set leased_until = 0'),
    );
    environment.advance(random.below(20_000));
  }
  people.isReliable = true;
  const immortal = new Life(random, 0);
  const last = new Teller(mortal(opened, immortal), people.seenIn(immortal));
  for (let hour = 0; hour < 3; hour += 1) {
    environment.advance(HOUR_MILLISECONDS);
    await last.tell();
  }
  const exhausted = await listCallbacks(core, { merchantId, state: 'exhausted' }, { limit: 1_000 });
  for (const callback of exhausted) await replayCallback(core, callback);
  await last.tell();
  const callbacks = await listCallbacks(core, { merchantId }, { limit: 1_000 });
  return { expected, crashes, callbacks, acknowledged: people.acknowledged };
}

onEachEngine('callbacks of processes that die', (opened) => {
  it('are all delivered in the end, and twice only after a death', async () => {
    let deaths = 0;
    for (const seed of SEEDS[opened().store.engine]) {
      const { expected, crashes, callbacks, acknowledged } = await play(opened(), seededRandom(seed));
      assert.deepEqual([...acknowledged.keys()].toSorted(), expected.toSorted(), `seed ${seed}`);
      assert.deepEqual([...new Set(callbacks.map(({ state }) => state))], ['delivered'], `seed ${seed}`);
      assert.equal(callbacks.length, expected.length);
      const repeats = [...acknowledged.values()].reduce((sum, times) => sum + times - 1, 0);
      assert.ok(
        repeats <= crashes * UNDERWAY_MAXIMUM,
        `seed ${seed}: ${repeats} repeats, ${crashes} crashes`,
      );
      deaths += crashes;
    }
    assert.ok(deaths >= 10, `only ${deaths} deaths: nothing was put to the test`);
  });

  it('that do not are delivered once', async () => {
    const random = { ...seededRandom(9), chance: () => false };
    const { expected, crashes, callbacks, acknowledged } = await play(opened(), random);
    assert.deepEqual([crashes, callbacks.length], [0, expected.length]);
    assert.deepEqual([...new Set(acknowledged.values())], [1]);
  });
});
