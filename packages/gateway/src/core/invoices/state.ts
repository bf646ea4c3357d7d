import type { InvoiceState } from '../../store/queries/invoice-lists.ts';
import type { InvoiceRow } from '../../store/queries/invoices.ts';

export type { InvoiceState };

/**
 * The state of an invoice at a time, in Unix milliseconds. It expires at its very millisecond, though that is written a little
 * later; only what still waits expires. What expired with part of the money is underpaid instead, whatever came after (ours).
 */
export function stateAt(
  { storedState, received, expiresAt }: Pick<InvoiceRow, 'storedState' | 'received' | 'expiresAt'>,
  now: number,
): InvoiceState {
  if (storedState === 'expired' || (storedState === 'pending' && now >= expiresAt)) {
    return received > 0n ? 'underpaid' : 'expired';
  }
  return storedState;
}
