import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stateAt } from './state.ts';

const EXPIRES = 1_000;

describe('the state of an invoice', () => {
  const table = [
    // stored, received, before it expires, from then on
    ['pending', 0n, 'pending', 'expired'],
    ['pending', 1n, 'pending', 'underpaid'],
    ['confirming', 5n, 'confirming', 'confirming'],
    ['paid', 5n, 'paid', 'paid'],
    ['expired', 0n, 'expired', 'expired'],
    ['expired', 1n, 'underpaid', 'underpaid'],
    ['cancelled', 0n, 'cancelled', 'cancelled'],
  ] as const;
  for (const [storedState, received, before, after] of table) {
    it(`${storedState} with ${received} received: ${before}, then ${after}`, () => {
      const invoice = { storedState, received, expiresAt: EXPIRES };
      assert.equal(stateAt(invoice, EXPIRES - 1), before);
      assert.equal(stateAt(invoice, EXPIRES), after);
    });
  }
});
