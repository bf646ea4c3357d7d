import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { shareOf } from './settlement.ts';

describe('the share of a deposit that is captured', () => {
  const table = [
    // due, tolerance, total confirmed, captured before, this deposit: captured, surplus
    [100n, 0n, 100n, 0n, 100n, 100n, 0n, 'all of what is due'],
    [100n, 0n, 120n, 60n, 60n, 40n, 20n, 'what is still due'],
    [100n, 0n, 120n, 100n, 20n, 0n, 20n, 'nothing where nothing is due any more'],
    [100n, 5n, 96n, 0n, 96n, 96n, 0n, 'all of a little less'],
    [100n, 5n, 105n, 0n, 105n, 105n, 0n, 'all of a little more'],
    [100n, 5n, 106n, 0n, 106n, 100n, 6n, 'only what is due of more than a little more'],
    [100n, 5n, 100n, 96n, 4n, 4n, 0n, 'what was missing, though the invoice was paid without it'],
    [100n, 5n, 123n, 103n, 20n, 0n, 20n, 'nothing more, and what was captured stays so'],
  ] as const;
  for (const [due, tolerance, total, captured, amount, share, surplus, words] of table) {
    it(`is ${words}: ${amount} of ${total}, ${due} ± ${tolerance} due`, () => {
      assert.deepEqual(shareOf({ due, tolerance, total, captured }, amount), { captured: share, surplus });
    });
  }

  it('and the surplus are all of it, and neither is below zero', () => {
    const minor = fc.bigInt(0n, 2n ** 62n);
    const specified = fc.property(
      minor,
      minor,
      minor,
      minor,
      minor,
      (due, tolerance, before, amount, captured) => {
        const share = shareOf({ due, tolerance, total: before + amount, captured }, amount);
        assert.equal(share.captured + share.surplus, amount);
        assert.ok(share.captured >= 0n && share.surplus >= 0n);
      },
    );
    fc.assert(specified);
  });
});
