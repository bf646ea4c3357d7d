/** Payouts of tests, on a rail of their own. */
import assert from 'node:assert/strict';
import {
  type Core,
  createPayout,
  findPayout,
  type Payout,
  type PayoutCommand,
  reportSending,
  runDueWork,
  topUp,
  WORK_HANDLERS,
} from '../../packages/gateway/src/core/index.ts';
import type { SendState } from '../../packages/gateway/src/rails/rail.ts';
import type { TestCore } from './core.ts';
import { accounts, payoutCommand, testRail, usd } from './sendings.ts';

/** What a merchant has who had 1000 cents and pays 500, with a fee of 7. */
export const OPENING = { 'USD available': 1000n, 'USD rail': -1000n };
export const HELD = { 'USD available': 493n, 'USD held': 507n, 'USD rail': -1000n };
export const PAID = { 'USD available': 493n, 'USD fees': 7n, 'USD rail': -500n };
export const RETURNED = { 'USD available': 993n, 'USD fees': 7n, 'USD rail': -1000n };

/** What is told of a payout until it is sent. */
export const SENT = ['payout.created', 'payout.confirmed', 'payout.sent'];

/** @param opened the core that the test runs on */
export function payoutsOn(opened: () => TestCore) {
  const work = (core: Core) => runDueWork(core, WORK_HANDLERS);
  return {
    /** A merchant with 1000 cents, on a rail of its own. */
    setUp: async () => {
      // What other tests have left to do is done elsewhere.
      await work({ ...opened().core, rail: testRail() });
      const rail = testRail();
      const core: Core = { ...opened().core, rail };
      const merchantId = await opened().newMerchant();
      const opening = { merchantId, amount: usd(1000n), reference: 'opening' };
      await core.perform((transaction) => topUp(transaction, core, opening));
      return { core, rail, merchantId };
    },
    created: async (core: Core, merchantId: string, more: Partial<PayoutCommand> = {}) => {
      const command = payoutCommand(merchantId, more);
      const creation = await core.perform((transaction) => createPayout(transaction, core, command));
      assert.equal(creation.outcome, 'created');
      return creation.payout;
    },
    /** To be confirmed within five minutes. */
    inTwoSteps: () => ({ confirmBy: opened().environment.now() + 300_000 }),
    /** Does what is due. */
    work,
    /** Lets time pass, then does what is due. */
    pass: async (core: Core, milliseconds: number) => {
      opened().environment.advance(milliseconds);
      return work(core);
    },
    report: (core: Core, { merchantId, id }: Payout, state: SendState, reason?: string) =>
      reportSending(core, {
        type: 'sending',
        rail: 'test',
        merchantId,
        kind: 'payout',
        id,
        state,
        ...(reason !== undefined && { reason }),
      }),
    /** Checks the state of a payout, and all accounts of its merchant. */
    stands: async (core: Core, of: Payout, state: string, money: Readonly<Record<string, bigint>>) => {
      const payout = await findPayout(core.reader, core, of);
      assert.equal(payout?.state, state);
      assert.deepEqual(await accounts(core.reader, of.merchantId), money);
      return payout;
    },
  };
}
