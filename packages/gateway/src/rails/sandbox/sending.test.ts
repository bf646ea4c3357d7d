import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Amount, amountOf, parseAmount, requireAsset } from '../../money/index.ts';
import { isValidAddress } from '../addresses/address.ts';
import type { Destination, SendInstruction, SendProgress } from '../rail.ts';
import { sandboxRail } from './rail.ts';
import { SCRIPTS } from './scripts.ts';
import { PUBLISHED_NETWORKS, triggerAddress } from './triggers.ts';

const rail = sandboxRail({ seed: new Uint8Array(32).fill(1) });
const AT = 1_767_225_600_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const account = (accountNumber: string): Destination => ({ kind: 'bank', accountNumber });

function amount(text: string, code = 'USDT'): Amount {
  const read = parseAmount(text, requireAsset(code));
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

function instruction(change: Partial<SendInstruction> = {}): SendInstruction {
  const usual = { merchantId: 'm', kind: 'payout', id: 'p', amount: amount('12'), at: AT } as const;
  return { ...usual, destination: account('1234567890'), ...change };
}

/** How it goes, asked whenever the rail wants to be. */
async function storyOf(sent: SendInstruction): Promise<[state: string, afterMilliseconds: number][]> {
  const { externalId, askAt } = await rail.send(sent);
  const story: [string, number][] = [];
  for (let now = askAt; now !== undefined; ) {
    const progress: SendProgress = await rail.progress({ ...sent, externalId, now });
    story.push([progress.state, now - AT]);
    assert.ok(progress.askAgainAt === undefined || progress.askAgainAt > now);
    now = progress.askAgainAt;
  }
  return story;
}

/** What docs/sandbox.md promises, by the last four digits of the account number. */
const STORIES: Readonly<Record<string, [state: string, afterMilliseconds: number][]>> = {
  7890: [['completed', 2_000]],
  9001: [['completed', 0]],
  9101: [['failed', 2_000]],
  9102: [['failed', 2_000]],
  9103: [['failed', 2_000]],
  9104: [['failed', 2_000]],
  9201: [
    ['completed', 2_000],
    ['returned', HOUR],
  ],
  9202: [['returned', 60_000]],
  9301: [['review', 0]],
  9302: [
    ['review', 0],
    ['completed', 60_000],
  ],
  9303: [
    ['review', 0],
    ['failed', 60_000],
  ],
  9401: [],
  9402: [['completed', DAY]],
};

describe('the sandbox rail, sending', () => {
  for (const [code, story] of Object.entries(STORIES)) {
    it(`to an account number that ends with ${code} goes: ${story.join(', ') || 'nowhere until told'}`, async () => {
      assert.deepEqual(await storyOf(instruction({ destination: account(`11-00 ${code}`) })), story);
    });
  }

  it('has a story for every trigger value', () => {
    assert.deepEqual(Object.keys(STORIES).slice(1), Object.keys(SCRIPTS));
  });

  it('says why it failed, was returned or is looked at', async () => {
    for (const [code, { steps }] of Object.entries(SCRIPTS)) {
      for (const { state, afterMilliseconds, reason } of steps) {
        const sent = instruction({ destination: account(code) });
        const { externalId } = await rail.send(sent);
        const progress = await rail.progress({ ...sent, externalId, now: AT + afterMilliseconds });
        assert.equal(progress.reason, reason);
        assert.equal(reason === undefined, state === 'completed');
      }
    }
  });

  it('takes an amount’s last four digits too, wherever its point stands', async () => {
    for (const text of ['9101', '91.01', '0.9101', '919101', '910100', '0.009101']) {
      assert.deepEqual(await storyOf(instruction({ amount: amount(text) })), STORIES[9101], text);
    }
    assert.deepEqual(await storyOf(instruction({ amount: amount('109101.00', 'IDR') })), STORIES[9101]);
    for (const text of ['91.011', '9110', '910.11', '101']) {
      assert.deepEqual(await storyOf(instruction({ amount: amount(text) })), STORIES[7890], text);
    }
  });

  it('goes by the destination before the amount', async () => {
    const sent = instruction({ destination: account('9001'), amount: amount('91.01') });
    assert.deepEqual(await storyOf(sent), STORIES[9001]);
  });

  it('takes addresses: hexadecimal ones that end with the value, and the published others, all valid', async () => {
    for (const code of Object.keys(SCRIPTS)) {
      const destinations = [
        { network: 'ethereum', address: `0x52908400098527886e0f7030069857d2e416${code}` } as const,
        ...PUBLISHED_NETWORKS.map((network) => ({ network, address: triggerAddress(network, code) })),
      ];
      for (const { network, address } of destinations) {
        assert.ok(isValidAddress(network, address), address);
        const sent = instruction({ destination: { kind: 'address', network, address } });
        assert.deepEqual(await storyOf(sent), STORIES[code], address);
      }
    }
  });

  it('refuses an address whose checksum is wrong, or of another network', async () => {
    const tron = triggerAddress('tron', '9001');
    const wrong = [
      { network: 'tron', address: tron.replace('T9y', 'T8y') },
      { network: 'ethereum', address: tron },
      { network: 'bitcoin', address: '' },
    ] as const;
    for (const { network, address } of wrong) {
      const refused = rail.send(instruction({ destination: { kind: 'address', network, address } }));
      await assert.rejects(refused, {
        code: 'destination_refused',
        message: `the address is none of ${network}`,
      });
    }
  });

  it('gives the same receipt whenever it is asked again', async () => {
    assert.deepEqual(await rail.send(instruction()), await rail.send(instruction()));
    const ids = [
      instruction(),
      instruction({ id: 'q' }),
      instruction({ kind: 'refund' }),
      instruction({ kind: 'refund', id: 'q' }),
    ].map(async (sent) => (await rail.send(sent)).externalId);
    assert.equal(new Set(await Promise.all(ids)).size, ids.length);
  });

  it('never goes back, however seldom it is asked', async () => {
    const order = ['sent', 'review', 'completed', 'failed', 'returned'];
    const anySending = fc.record({
      code: fc.constantFrom(...Object.keys(SCRIPTS), '0000'),
      minor: fc.bigInt({ min: 1n, max: 10n ** 12n }),
      times: fc.array(fc.nat({ max: 2 * DAY }), { minLength: 2, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(anySending, async ({ code, minor, times }) => {
        const sent = instruction({
          destination: account(code),
          amount: amountOf(requireAsset('USDT'), minor),
        });
        const { externalId } = await rail.send(sent);
        const seen: number[] = [];
        for (const after of times.toSorted((left, right) => left - right)) {
          const { state } = await rail.progress({ ...sent, externalId, now: AT + after });
          seen.push(order.indexOf(state));
        }
        assert.deepEqual(
          seen,
          seen.toSorted((left, right) => left - right),
        );
      }),
    );
  });
});
