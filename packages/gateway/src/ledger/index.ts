/**
 * The only writer of money tables.
 *
 * @module
 */
export { type Balance, balancesOf } from './balances.ts';
export { movement } from './postings.ts';
export { postTransfer, type TransferOutcome } from './transfer.ts';
