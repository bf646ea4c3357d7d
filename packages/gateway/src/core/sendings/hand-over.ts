import { RailError, type SendInstruction, type SendReceipt } from '../../rails/rail.ts';
import type { Core } from '../core.ts';

export type HandOver =
  | { readonly outcome: 'taken'; readonly receipt: SendReceipt }
  /** Whatever is tried, the rail will never send it. */
  | { readonly outcome: 'refused'; readonly reason: string };

/**
 * Asks the rail to send. Asking again with the same instruction is harmless: the rail gives the same receipt.
 *
 * @throws whatever else the rail meets with: it may have sent, or not, so it is asked again later
 */
export async function handOver(core: Core, instruction: SendInstruction): Promise<HandOver> {
  try {
    return { outcome: 'taken', receipt: await core.rail.send(instruction) };
  } catch (error) {
    if (error instanceof RailError) return { outcome: 'refused', reason: error.message };
    throw error;
  }
}
