import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { blackhat } from '@countersign/signing';
import {
  type BlackhatMerchant,
  onEachEngine,
  type Parameters,
} from '../../../../../test/support/blackhat.ts';
import { firstAttempt, sentText, toldTo, verified } from '../../../../../test/support/callbacks.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { createdFrom, depositOn, report } from '../../../../../test/support/invoices.ts';
import { CallbackUnsignable } from '../../callbacks/port.ts';
import {
  expireInvoice,
  findInvoice,
  findShop,
  issueCredential,
  liveCredentialsOf,
  revokeCredential,
} from '../../core/index.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import { createBlackhatCallbacks } from './index.ts';

const blkc = requireAsset('BLKC');
const LIFETIME_SECONDS = 300;

const vectors = JSON.parse(
  readFileSync(new URL('../../../../signing/vectors/blackhat.json', import.meta.url), 'utf8'),
);
const VECTOR = vectors.vectors.find(({ id }: { id: string }) => id === 'callback');

/** Whole coins, and what the rail says of them. */
type Deposit = readonly [name: string, coins: bigint, state: DepositEvent['state']];
type Step = Deposit | 'cancel' | 'expire';

/** What can become of an invoice over 12 BLKC, and what is told of it: status and what came. */
const STORIES: readonly (readonly [name: string, steps: readonly Step[], told: readonly string[]])[] = [
  [
    'paid-in-two',
    [
      ['a', 5n, 'seen'],
      ['b', 7n, 'seen'],
      ['a', 5n, 'confirmed'],
      ['b', 7n, 'confirmed'],
    ],
    ['pending 5', 'confirming 12', 'paid 12'],
  ],
  ['paid-at-once', [['a', 12n, 'confirmed']], ['confirming 12', 'paid 12']],
  [
    'paid-over',
    [
      ['a', 12n, 'seen'],
      ['b', 3n, 'confirmed'],
      ['a', 12n, 'confirmed'],
    ],
    ['confirming 12', 'confirming 15', 'paid 15'],
  ],
  [
    'seen-and-rejected',
    [
      ['a', 12n, 'seen'],
      ['a', 12n, 'rejected'],
    ],
    ['confirming 12', 'pending 0'],
  ],
  ['underpaid', [['a', 5n, 'confirmed'], 'expire'], ['pending 5', 'underpaid 5']],
  // Late money is kept apart: it is no invoice's.
  ['expired', ['expire', ['a', 12n, 'confirmed']], ['expired 0']],
  ['cancelled', ['cancel'], ['cancelled 0']],
];

onEachEngine('BlackHat tells', (opened) => {
  const callbacks = () => createBlackhatCallbacks(opened().core);
  const told = (merchant: BlackhatMerchant) => toldTo(callbacks(), opened().core, merchant.id);

  /** An invoice over 12 BLKC of a merchant that has no other, and all that happens to it. */
  const lived = async (steps: readonly Step[], parameters: Parameters = {}) => {
    const { core, environment, createInvoice, newMerchant, call } = opened();
    const merchant = await newMerchant();
    const { id: merchantId } = merchant;
    const terms = { amount: '12', expires_in: String(LIFETIME_SECONDS), ...parameters };
    const { invoice_id } = await createInvoice(terms, merchant);
    const key = { merchantId, dialect: 'blackhat', number: invoice_id };
    const invoice = (await findInvoice(core.reader, key)) ?? assert.fail();
    const advanced = LIFETIME_SECONDS * 1_000;
    for (const step of steps) {
      if (step === 'cancel') {
        await call({ method: 'cancelInvoice', parameters: { invoice_id }, merchant });
      } else if (step === 'expire') {
        environment.advance(advanced);
        await expireInvoice(core, { ...invoice, subjectId: invoice.id });
      } else {
        const [name, coins, state] = step;
        const deposit = depositOn(invoice, name, amountOf(blkc, coins * 10n ** 8n), state);
        await report(core, [{ ...deposit, externalId: `${invoice_id}-${name}` }]);
      }
    }
    if (steps.includes('expire')) environment.advance(-advanced);
    return { merchant, invoice };
  };

  for (const [name, steps, expected] of STORIES) {
    it(`each status of an invoice, and what comes while it stays, in bytes that stay: ${name}`, async () => {
      const { environment } = opened();
      const { merchant } = await lived(steps, { order_id: 'A-1001' });
      const dialect = callbacks();
      const shown: string[] = [];
      const texts: string[] = [];
      for (const { callback } of await told(merchant)) {
        const at = environment.now();
        const sent = await firstAttempt(dialect, callback, { merchantId: merchant.id, at });
        await verified(blackhat, sent, { ...merchant, receivedAt: at });
        const form = Object.fromEntries(new URLSearchParams(Buffer.from(sent.body).toString()));
        const { invoice_id, status, amount_received = '' } = form;
        assert.equal(callback.eventId, `${invoice_id}:${status}:${amount_received}`);
        shown.push(`${status} ${amount_received.replace('.00000000', '')}`);
        texts.push(sentText(sent));
      }
      assert.deepEqual(shown, expected);
      assertGolden(path.join(import.meta.dirname, `golden/callback-${name}.http`), texts.join('\n'));
    });
  }

  it('it to the address of the invoice, else to that of the account', async () => {
    const callback_url = 'https://shop.example/paid?order=1';
    const own = await lived(['cancel'], { callback_url });
    const [{ callback } = assert.fail()] = await told(own.merchant);
    assert.equal(callback.url, callback_url);
    const { merchant } = await lived(['cancel']);
    const [{ callback: other } = assert.fail()] = await told(merchant);
    assert.deepEqual([other.url, other.purpose], [undefined, 'default']);
  });

  it('nothing of what its creation was answered with', async () => {
    const { merchant } = await lived([]);
    const events = await eventsOf(opened().core.reader, merchant.id);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['invoice.created'],
    );
    assert.deepEqual(await told(merchant), []);
  });

  it('it in the words of the vector', async () => {
    const { core, environment, newMerchant } = opened();
    const expected = new URLSearchParams(VECTOR.message.body);
    const { id: merchantId } = await newMerchant();
    const shop = await findShop(core.reader, { merchantId, dialect: 'blackhat', number: '7' });
    const due = amountOf(blkc, 12_50000000n);
    const invoice = await createdFrom(core, {
      ...{ merchantId, dialect: 'blackhat', shopId: shop?.id ?? '', priced: due, due, network: 'blackhat' },
      ...{ number: expected.get('invoice_id') ?? '', orderNumber: expected.get('order_id') ?? '' },
      ...{ description: '', expiresAt: environment.now() + 1_000 },
    });
    const deposit = depositOn(invoice, 'a', due);
    await report(core, [{ ...deposit, externalId: expected.get('txid') ?? '' }]);
    const { apiKey, ...secrets } = vectors.credentials.documentation;
    await core.perform((transaction) =>
      issueCredential(transaction, core, {
        ...{ merchantId, dialect: 'blackhat', keyId: apiKey, secrets },
        replaces: 'all',
      }),
    );
    const paid = (await told({ id: merchantId } as BlackhatMerchant)).at(-1) ?? assert.fail();
    const at = Number(expected.get('ts')) * 1_000;
    const sent = await firstAttempt(callbacks(), paid.callback, { merchantId, at });
    assert.deepEqual(
      Object.fromEntries(new URLSearchParams(Buffer.from(sent.body).toString())),
      Object.fromEntries(expected),
    );
  });

  it('it with a ts that grows, even while the clock stands or goes back, and the newest secret', async () => {
    const { core, environment, regenerated } = opened();
    const { merchant } = await lived(['cancel']);
    const { id: merchantId } = merchant;
    const [{ callback } = assert.fail()] = await told(merchant);
    const dialect = callbacks();
    const now = environment.now();
    const times: number[] = [];
    for (const at of [now, now, now - 5_000, now + 5_000]) {
      const { body } = await firstAttempt(dialect, callback, { merchantId, at });
      times.push(Number(new URLSearchParams(Buffer.from(body).toString()).get('ts')));
    }
    assert.deepEqual(
      times.map((time) => time.toFixed(4)),
      [0, 0.1, 0.2, 5_000].map((later) => ((now + later) / 1_000).toFixed(4)),
    );

    const renewed = await regenerated(merchant);
    const sent = await firstAttempt(dialect, callback, { merchantId, at: now });
    await verified(blackhat, sent, { ...renewed, receivedAt: now });
    const [credential = assert.fail()] = await liveCredentialsOf(core, merchantId, 'blackhat');
    await core.perform((transaction) => revokeCredential(transaction, core, credential));
    await assert.rejects(firstAttempt(dialect, callback, { merchantId, at: now }), CallbackUnsignable);
  });

  it('takes any answer with status 200 as heard', () => {
    const { isAcknowledged } = callbacks();
    const statuses = [200, 201, 204, 302, 404, 500].filter((status) =>
      isAcknowledged({ status, body: Buffer.from('') }),
    );
    assert.deepEqual(statuses, [200]);
  });
});
