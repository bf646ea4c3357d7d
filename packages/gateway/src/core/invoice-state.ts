import type { InvoiceState } from '../store/queries/invoice-lists.ts';
import type { StoredInvoiceState } from '../store/queries/invoices.ts';

export type { InvoiceState };

/** What an invoice's state depends on. */
export interface InvoiceProgress {
  readonly storedState: StoredInvoiceState;
  /** Minor units. */
  readonly received: bigint;
  readonly expiresAt: number;
}

/**
 * The state of an invoice at a time, in Unix milliseconds. Expiry is not an event but seen: only what still waits expires, at its
 * very millisecond, and with part of the money it is underpaid instead.
 */
export function stateAt({ storedState, received, expiresAt }: InvoiceProgress, now: number): InvoiceState {
  if (storedState !== 'pending' || now < expiresAt) return storedState;
  return received > 0n ? 'underpaid' : 'expired';
}
