/** What the movements of pure decisions would do to a merchant's accounts: the ledger's rules in few words, without a store. */
import assert from 'node:assert/strict';
import type { Movement } from '../../packages/gateway/src/core/decision.ts';
import type { Posting } from '../../packages/gateway/src/ledger/index.ts';

export interface PlannedMoney {
  /** @throws AssertionError where the ledger would refuse */
  apply(movements: readonly Movement[]): void;
  /** Minor units by account, `{ 'USD held': 5n }`, without those of zero. */
  accounts(): Readonly<Record<string, bigint>>;
  /** References of what is pending and not resolved. */
  pending(): readonly string[];
}

/** @param opening minor units by account; they come from the rail */
export function plannedMoney(opening: Readonly<Record<string, bigint>>): PlannedMoney {
  const balances = new Map(Object.entries(opening));
  const references = new Set<string>();
  const open = new Map<string, readonly Posting[]>();

  const post = (postings: readonly Posting[]) => {
    for (const [account, change] of sums(postings)) {
      const balance = (balances.get(account) ?? 0n) + change;
      const mayBeNegative = / (?:rail|exchange)$/u.test(account);
      assert.ok(balance >= 0n || mayBeNegative, `${account} would be ${balance}`);
      balances.set(account, balance);
    }
  };
  const resolve = (reference: string) => {
    const postings = open.get(reference);
    assert.ok(postings !== undefined, `${reference} is not pending`);
    open.delete(reference);
    return postings;
  };

  return {
    apply: (movements) => {
      for (const movement of movements) {
        assert.ok(!references.has(movement.reference), `${movement.reference} happened before`);
        references.add(movement.reference);
        if (movement.phase === 'void') {
          post(negated(resolve(movement.resolves)));
          continue;
        }
        assertBalanced(movement.postings);
        if (movement.phase === 'completion') {
          const taken = sums(movement.postings);
          for (const [account, credited] of sums(resolve(movement.resolves))) {
            if (credited > 0n)
              assert.equal(taken.get(account), -credited, `${account} by ${movement.reference}`);
          }
        }
        if (movement.phase === 'pending') open.set(movement.reference, movement.postings);
        post(movement.postings);
      }
    },
    accounts: () => Object.fromEntries([...balances].filter(([, balance]) => balance !== 0n).toSorted()),
    pending: () => [...open.keys()],
  };
}

function sums(postings: readonly Posting[]): Map<string, bigint> {
  const result = new Map<string, bigint>();
  for (const { purpose, amount } of postings) {
    const account = `${amount.asset.code} ${purpose}`;
    result.set(account, (result.get(account) ?? 0n) + amount.minor);
  }
  return result;
}

function negated(postings: readonly Posting[]): readonly Posting[] {
  return postings.map(({ purpose, amount }) => ({ purpose, amount: { ...amount, minor: -amount.minor } }));
}

function assertBalanced(postings: readonly Posting[]): void {
  const assets = new Map<string, bigint>();
  for (const { amount } of postings) {
    assert.notEqual(amount.minor, 0n);
    assets.set(amount.asset.code, (assets.get(amount.asset.code) ?? 0n) + amount.minor);
  }
  for (const [asset, sum] of assets) assert.equal(sum, 0n, asset);
}
