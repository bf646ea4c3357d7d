import type { SendProgress } from '../../rails/rail.ts';
import type { Core } from '../core.ts';
import type { DueWork, WorkHandlers } from '../due-work.ts';
import { askAgain, askFirst } from '../sendings/ask-again.ts';
import { handOver } from '../sendings/hand-over.ts';
import { changeRefund } from './change.ts';
import type { RefundAction } from './decide.ts';
import { findRefund, instructionOf, type RefundKey } from './refund.ts';

const PROGRESS = 'refund.progress';

/** What becomes due of refunds. */
export const refundWork: WorkHandlers = {
  'refund.send': send,
  [PROGRESS]: askProgress,
};

/** As with a payout: that the rail may have it, asking the rail, what the rail said; each durable before the next. */
async function send(core: Core, work: DueWork): Promise<void> {
  const key = keyOf(work);
  const running = await core.perform((transaction) => changeRefund(transaction, core, key, { type: 'run' }), {
    together: work.merchantId,
  });
  if (running.outcome !== 'changed') return;
  const { refund } = running;
  const handed = await handOver(core, instructionOf(refund));
  await core.perform(
    async (transaction) => {
      if (handed.outcome === 'refused') {
        await changeRefund(transaction, core, key, { type: 'fail', reason: handed.reason });
        return;
      }
      const { externalId, askAt } = handed.receipt;
      await changeRefund(transaction, core, key, { type: 'take', externalId });
      await askFirst(transaction, core, refund, { kind: PROGRESS, askAt });
    },
    { together: work.merchantId },
  );
}

async function askProgress(core: Core, work: DueWork): Promise<void> {
  const key = keyOf(work);
  const refund = await findRefund(core.reader, core, key);
  if (refund?.externalId === undefined || refund.state !== 'running') return;
  const { externalId } = refund;
  const now = core.environment.now();
  const progress = await core.rail.progress({ ...instructionOf(refund), externalId, now });
  const action = reported(progress);
  await core.perform(
    async (transaction) => {
      if (action !== undefined) await changeRefund(transaction, core, key, action);
      await askAgain(transaction, core, refund, { kind: PROGRESS, askAgainAt: progress.askAgainAt });
    },
    { together: work.merchantId },
  );
}

/** What the rail says, as an action on a refund; nothing while it is under way. Money that came back was not refunded (ours). */
export function reported({
  state,
  reason,
}: Pick<SendProgress, 'state' | 'reason'>): RefundAction | undefined {
  switch (state) {
    case 'sent':
    case 'review':
      return undefined;
    case 'completed':
      return { type: 'complete' };
    case 'failed':
    case 'returned':
      return { type: 'fail', ...(reason !== undefined && { reason }) };
  }
}

function keyOf({ merchantId, subjectId }: DueWork): RefundKey {
  return { merchantId, id: subjectId };
}
