import type { SendProgress } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import type { DueWork, WorkHandlers } from '../due-work.ts';
import { askAgain, askFirst } from '../sendings/ask-again.ts';
import { handOver } from '../sendings/hand-over.ts';
import { changePayout } from './change.ts';
import type { PayoutAction } from './decide.ts';
import { findPayout, instructionOf, type PayoutKey } from './payout.ts';

const PROGRESS = 'payout.progress';

/** What becomes due of payouts. */
export const payoutWork: WorkHandlers = {
  'payout.expiry': expire,
  'payout.send': send,
  [PROGRESS]: askProgress,
};

async function expire(core: Core, work: DueWork): Promise<void> {
  await core.perform((transaction) => changePayout(transaction, core, keyOf(work), { type: 'expire' }), {
    together: work.merchantId,
  });
}

/**
 * Three steps, each durable before the next: that the rail may have it; asking the rail; what the rail said. After a crash anywhere
 * in between it is asked again, with the same instruction, which pays once.
 */
async function send(core: Core, work: DueWork): Promise<void> {
  const key = keyOf(work);
  const released = await core.perform(
    (transaction) => changePayout(transaction, core, key, { type: 'release' }),
    { together: work.merchantId },
  );
  if (released.outcome !== 'changed') return;
  const { payout } = released;
  const handed = await handOver(core, instructionOf(payout));
  await core.perform(
    async (transaction) => {
      if (handed.outcome === 'refused') {
        await changePayout(transaction, core, key, { type: 'fail', by: 'rail', reason: handed.reason });
        return;
      }
      const { externalId, askAt } = handed.receipt;
      await changePayout(transaction, core, key, { type: 'send', externalId });
      await askFirst(transaction, core, payout, { kind: PROGRESS, askAt });
    },
    { together: work.merchantId },
  );
}

/** A payout that completed may still be returned. What contradicts its end is not taken up: an operator has to look into it. */
async function askProgress(core: Core, work: DueWork): Promise<void> {
  const key = keyOf(work);
  const payout = await findPayout(core.reader, core, key);
  if (payout?.externalId === undefined || !['sent', 'review', 'completed'].includes(payout.state)) return;
  const { externalId } = payout;
  const now = core.environment.now();
  const progress = await core.rail.progress({ ...instructionOf(payout), externalId, now });
  await core.perform(
    async (transaction) => {
      await changePayout(transaction, core, key, reported(progress));
      await askAgain(transaction, core, payout, { kind: PROGRESS, askAgainAt: progress.askAgainAt });
    },
    { together: work.merchantId },
  );
}

/** What the rail says, as an action on a payout. */
export function reported({ state, reason }: Pick<SendProgress, 'state' | 'reason'>): PayoutAction {
  const why = reason === undefined ? {} : { reason };
  switch (state) {
    case 'sent':
      return { type: 'send' };
    case 'review':
      return { type: 'review', by: 'rail', ...why };
    case 'completed':
      return { type: 'complete' };
    case 'failed':
      return { type: 'fail', by: 'rail', ...why };
    case 'returned':
      return { type: 'return', ...why };
  }
}

function keyOf({ merchantId, subjectId }: DueWork): PayoutKey {
  return { merchantId, id: subjectId };
}
