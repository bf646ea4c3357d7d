/**
 * The only writer of money tables.
 *
 * @module
 */
export type { Purpose } from './account.ts';
export { type Balance, balancesOf } from './balances.ts';
export { LedgerError, movement, type Posting } from './postings.ts';
export { postTransfer, type TransferCommand, type TransferOutcome } from './transfer.ts';
