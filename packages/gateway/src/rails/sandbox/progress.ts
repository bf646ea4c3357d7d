import type { SendInstruction, Sending, SendProgress, SendReceipt } from '../rail.ts';
import type { Step } from './scripts.ts';
import { scriptOf } from './triggers.ts';

/** The receipt follows from the instruction: asked again, it is the same. */
export function receiptOf(instruction: SendInstruction): SendReceipt {
  const [first] = scriptOf(instruction).steps;
  return {
    externalId: `sandbox-${instruction.kind}-${instruction.id}`,
    ...(first !== undefined && { askAt: momentOf(first, instruction) }),
  };
}

/** How a sending is going follows from what was sent and when, so the sandbox need not remember it. */
export function progressOf(sending: Sending): SendProgress {
  const { steps } = scriptOf(sending);
  const reached = steps.findLast((step) => momentOf(step, sending) <= sending.now);
  const next = steps.find((step) => momentOf(step, sending) > sending.now);
  return {
    state: reached?.state ?? 'sent',
    ...(reached?.reason !== undefined && { reason: reached.reason }),
    ...(next !== undefined && { askAgainAt: momentOf(next, sending) }),
  };
}

function momentOf({ afterMilliseconds }: Step, { at }: SendInstruction): number {
  return at + afterMilliseconds;
}
