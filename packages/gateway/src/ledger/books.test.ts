import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine, usd } from '../../../../test/support/ledger.ts';
import { selectPostings } from '../store/queries/ledger.ts';
import type { Transaction } from '../store/store.ts';

const IN = { from: 'rail', to: 'available' } as const;

/** A transfer past our own code. `balance` is that of the account unless told. */
interface Forged {
  readonly position?: number;
  readonly phase?: string;
  readonly resolves?: number;
  readonly postedAt?: number;
  readonly postings: readonly (readonly [purpose: string, amount: number, balance?: number])[];
}

onEachEngine('the books', (opened) => {
  const AT = 2_000_000_000_000;

  /** A merchant with 5.00 in `available` at position 1, and as much pending at position 2. */
  const written = async () => {
    const { newMerchant, move } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(5n), IN, { reference: 'first' });
    await move(
      merchantId,
      usd(5n),
      { from: 'rail', to: 'pending' },
      { phase: 'pending', reference: 'second' },
    );
    return merchantId;
  };

  const change = `update accounts set balance_minor = balance_minor + $3
    where merchant_id = $1 and purpose = $2 returning balance_minor`;
  const insertPosting = `insert into postings
    (merchant_id, position, asset, purpose, amount_minor, balance_minor, posted_at)
    values ($1, $2, 'USD', $3, $4, $5, $6)`;
  const insertTransfer = `insert into transfers
    (merchant_id, position, kind, reference, phase, resolves_position, posted_at, hash)
    values ($1, $2, 'test', 'forged', $3, $4, $5, $6)`;

  const forge = (merchantId: string, forged: Forged) => (transaction: Transaction) =>
    write(transaction, merchantId, forged);

  async function write(transaction: Transaction, merchantId: string, forged: Forged): Promise<void> {
    const { position = 3, phase = 'posted', resolves = null, postedAt = AT, postings } = forged;
    for (const [purpose, amount, balance] of postings) {
      const row = await transaction.get(change, [merchantId, purpose, amount]);
      const values = [merchantId, position, purpose, amount, balance ?? row?.balance_minor ?? 0, postedAt];
      await transaction.run(insertPosting, values);
    }
    const values = [merchantId, position, phase, resolves, postedAt, Buffer.alloc(32)];
    await transaction.run(insertTransfer, values);
  }

  const balanced = [
    ['available', -1],
    ['rail', 1],
  ] as const;

  it('take a sound transfer from any hand', async () => {
    const merchantId = await written();
    await opened().store.transaction(forge(merchantId, { postings: balanced }));
    assert.equal((await opened().accounts(merchantId))['USD available'], 4n);
  });

  const unsound: Readonly<Record<string, Forged>> = {
    'without postings': { postings: [] },
    'of one posting': { postings: [['rail', 5]] },
    'that does not sum to zero': {
      postings: [
        ['available', -1],
        ['rail', 2],
      ],
    },
    'whose balance is not that of the account': {
      postings: [
        ['available', -1, 100],
        ['rail', 1],
      ],
    },
    'that leaves a gap': { position: 4, postings: balanced },
    'in the place of another': { position: 2, postings: balanced },
    'from before the last one': { postedAt: 1, postings: balanced },
    'that completes nothing': { phase: 'completion', postings: balanced },
    'that completes and is said to be final': { resolves: 2, postings: balanced },
    'that completes one which is final': {
      phase: 'completion',
      resolves: 1,
      postings: [
        ['available', -5],
        ['held', 5],
      ],
    },
    'that completes part of a pending one': {
      phase: 'completion',
      resolves: 2,
      postings: [
        ['pending', -4],
        ['available', 4],
      ],
    },
    'that undoes part of a pending one': {
      phase: 'void',
      resolves: 2,
      postings: [
        ['pending', -4],
        ['rail', 4],
      ],
    },
    'that undoes a pending one out of another account': {
      phase: 'void',
      resolves: 2,
      postings: [
        ['pending', -5],
        ['available', 5],
      ],
    },
  };
  for (const [name, forged] of Object.entries(unsound)) {
    it(`take no transfer ${name}`, async () => {
      const { store } = opened();
      const merchantId = await written();
      await assert.rejects(store.transaction(forge(merchantId, forged)), isRefused);
    });
  }

  it('take a completion or a void of a pending transfer once', async () => {
    const { store, resolve } = opened();
    const merchantId = await written();
    const postings = [
      ['pending', -5],
      ['rail', 5],
    ] as const;
    await store.transaction(forge(merchantId, { phase: 'void', resolves: 2, postings }));
    await opened().move(merchantId, usd(5n), { from: 'rail', to: 'pending' });
    const again = forge(merchantId, { position: 5, phase: 'completion', resolves: 2, postings });
    await assert.rejects(store.transaction(again), isRefused);
    assert.equal((await resolve(merchantId, 'second', { phase: 'void' })).outcome, 'not_pending');
  });

  it('take no posting into a transfer that is written, and none without its transfer', async () => {
    const { byHand } = opened();
    const merchantId = await written();
    for (const position of [1, 3, 4]) {
      const values = [merchantId, position, 'held', 5, 5, AT];
      await assert.rejects(byHand(insertPosting, values), isRefused, `at position ${position}`);
    }
  });

  for (const table of ['transfers', 'postings', 'ledger_heads']) {
    it(`never change or lose their ${table}`, async () => {
      const { byHand, store } = opened();
      const merchantId = await written();
      const changed = `update ${table} set position = 1 where merchant_id = $1`;
      await assert.rejects(byHand(changed, [merchantId]), isRefused);
      await assert.rejects(byHand(`delete from ${table} where merchant_id = $1`, [merchantId]), isRefused);
      assert.equal((await selectPostings(store, { merchantId, reference: 'first' })).length, 2);
    });
  }

  it('take no account below zero that must not be', async () => {
    const overdraw =
      "update accounts set balance_minor = -1 where merchant_id = $1 and purpose = 'available'";
    await assert.rejects(opened().byHand(overdraw, [await written()]));
  });

  it('take no balance that 64 bits cannot hold, and lose none by it', async () => {
    const { newMerchant, move, accounts } = opened();
    const merchantId = await newMerchant();
    await move(merchantId, usd(2n ** 63n - 1n), IN);
    const one =
      "update accounts set balance_minor = balance_minor + 1 where merchant_id = $1 and purpose = 'available'";
    await assert.rejects(opened().byHand(one, [merchantId]));
    assert.equal((await accounts(merchantId))['USD available'], 2n ** 63n - 1n);
  });
});

/** By the database, of either engine: a constraint, or a trigger of ours. */
function isRefused(error: Error & { readonly code?: string }): boolean {
  return (
    /^23/.test(error.code ?? '') ||
    /constraint failed|never|only|follows|takes|postings of/.test(error.message)
  );
}
