import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { onEachEngine } from '../../../../test/support/core.ts';
import { answerOnce } from './answers.ts';
import type { Core } from './index.ts';
import { parseMicroseconds } from './microseconds.ts';
import { claimReplay, type Replay, sweepExpired } from './replay.ts';

const WINDOW = 120_000;
const COPIES = 100;

let credentials = 0;
/** A credential without history: claims are apart per credential. */
function newCredentialId(): string {
  credentials += 1;
  return `credential-${credentials}`;
}

const nonce = (value: string): Replay => ({ rule: 'nonce', value, keepMilliseconds: 2 * WINDOW });
const increasing = (value: string): Replay => ({ rule: 'increasing', value });

onEachEngine('a replay claim', (opened) => {
  const claim = (credentialId: string, replay: Replay, core: Core = opened().core) => {
    const { merchantId, environment } = opened();
    const command = { merchantId, credentialId, replay, receivedAt: environment.now() };
    return core.perform((transaction) => claimReplay(transaction, command));
  };

  it('of nothing is always granted', async () => {
    const credentialId = newCredentialId();
    assert.deepEqual(await claim(credentialId, { rule: 'none' }), { claimed: true });
    assert.deepEqual(await claim(credentialId, { rule: 'none' }), { claimed: true });
  });

  for (const rule of ['signature', 'nonce', 'request-id'] as const) {
    it(`of a ${rule} is granted once`, async () => {
      const credentialId = newCredentialId();
      const replay: Replay = { rule, value: 'ABC+/=', keepMilliseconds: 2 * WINDOW };
      assert.deepEqual(await claim(credentialId, replay), { claimed: true });
      assert.deepEqual(await claim(credentialId, replay), { claimed: false });
      assert.deepEqual(await claim(credentialId, { ...replay, value: 'abc+/=' }), { claimed: true });
      assert.deepEqual(await claim(newCredentialId(), replay), { claimed: true });
    });
  }

  it('of one rule does not stand in the way of another', async () => {
    const credentialId = newCredentialId();
    assert.deepEqual(await claim(credentialId, nonce('1')), { claimed: true });
    const same: Replay = { rule: 'request-id', value: '1', keepMilliseconds: 1 };
    assert.deepEqual(await claim(credentialId, same), { claimed: true });
    assert.deepEqual(await claim(credentialId, increasing('1')), { claimed: true });
  });

  it('outlives every moment at which its message could verify, and is free again after', async () => {
    const { environment } = opened();
    const credentialId = newCredentialId();
    // Signed at the far end of the window ahead, it verifies until twice the window from now.
    await claim(credentialId, nonce('early'));
    environment.advance(2 * WINDOW + 60_000);
    assert.deepEqual(await claim(credentialId, nonce('early')), { claimed: false });
    environment.advance(1);
    assert.deepEqual(await claim(credentialId, nonce('early')), { claimed: true });
    assert.deepEqual(await claim(credentialId, nonce('early')), { claimed: false });
  });

  it('is undone with its transaction', async () => {
    const { core, merchantId, environment } = opened();
    const credentialId = newCredentialId();
    const failing = core.perform(async (transaction) => {
      const receivedAt = environment.now();
      await claimReplay(transaction, { merchantId, credentialId, replay: nonce('1'), receivedAt });
      throw new Error('the effect failed');
    });
    await assert.rejects(failing, { message: 'the effect failed' });
    assert.deepEqual(await claim(credentialId, nonce('1')), { claimed: true });
  });

  for (const replay of [nonce('copied'), increasing('1651480109.1231')]) {
    it(`by ${replay.rule} goes to one of ${COPIES} parallel copies, in however many processes`, async () => {
      const { core, elsewhere = core } = opened();
      const credentialId = newCredentialId();
      const outcomes = await Promise.all(
        Array.from({ length: COPIES }, (_, copy) =>
          claim(credentialId, replay, copy % 2 === 0 ? core : elsewhere),
        ),
      );
      assert.equal(outcomes.filter(({ claimed }) => claimed).length, 1);
    });
  }

  const LAST = '1651480109.1231';
  const table = [
    ['1651480109.1231', false],
    ['1651480109.12310', false],
    ['1651480109.123', false],
    ['1651480109.1232', true],
    ['1651480109.5', true],
    ['1651480110', true],
    ['999999999.9', false],
  ] as const;
  for (const [value, claimed] of table) {
    it(`of ${value} after ${LAST} is ${claimed ? 'granted' : 'refused, naming the last'}`, async () => {
      const credentialId = newCredentialId();
      await claim(credentialId, increasing(LAST));
      const expected = claimed ? { claimed } : { claimed, last: LAST };
      assert.deepEqual(await claim(credentialId, increasing(value)), expected);
    });
  }

  it('of increasing values is granted to exactly those above all before them', async () => {
    const seconds = fc.tuple(
      fc.integer({ min: 0, max: 20 }),
      fc.constantFrom('', '.5', '.50', '.000001', '.49'),
    );
    const sequence = fc.array(
      seconds.map(([whole, fraction]) => `${whole}${fraction}`),
      { maxLength: 12 },
    );
    const specified = fc.asyncProperty(sequence, async (values) => {
      const credentialId = newCredentialId();
      let highest = -1n;
      for (const value of values) {
        const { claimed } = await claim(credentialId, increasing(value));
        assert.equal(claimed, parseMicroseconds(value) > highest, `${value} of ${values}`);
        if (claimed) highest = parseMicroseconds(value);
      }
    });
    await fc.assert(specified, { numRuns: 15 });
  });

  it('of increasing values never falls back, not even by hand', async () => {
    const { store } = opened();
    const credentialId = newCredentialId();
    await claim(credentialId, increasing('10'));
    const fallBack = 'update replay_counters set last_microseconds = 1 where credential_id = $1';
    await assert.rejects(store.transaction((transaction) => transaction.run(fallBack, [credentialId])));
  });
});

onEachEngine('a sweep', (opened) => {
  it('forgets what has expired, so many at a time, and nothing else', async () => {
    const { core, environment, merchantId, store } = opened();
    const start = environment.now();
    await core.perform(async (transaction) => {
      for (const value of ['1', '2', '3', '4']) {
        const replay = { ...nonce(value), keepMilliseconds: value === '4' ? 20 : 10 } as Replay;
        await claimReplay(transaction, { merchantId, credentialId: 'c', replay, receivedAt: start });
      }
      const request = { merchantId, dialect: 'upay', key: 'a', fingerprint: '', receivedAt: start };
      const answer = async () => ({ status: 200, content: '{}' });
      await answerOnce(transaction, core, { ...request, keepMilliseconds: 10 }, answer);
    });
    const sweep = (now: number) => core.perform((transaction) => sweepExpired(transaction, now, 2));

    assert.equal(
      await sweep(start + 60_010),
      0,
      'a claim is kept a minute longer than asked, and that minute is not over',
    );
    assert.equal(await sweep(start + 60_011), 3, 'two claims and an answer');
    assert.equal(await sweep(start + 60_011), 1, 'the third claim');
    assert.equal(await sweep(start + 60_011), 0);
    const left = await store.all('select value from replay_claims');
    assert.deepEqual(
      left.map(({ value }) => value),
      ['4'],
    );
  });
});
