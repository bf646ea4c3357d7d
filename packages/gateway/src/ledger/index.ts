/**
 * The only writer of money tables. Each merchant has one ledger: a chain of transfers, one after the other, each sealed by a hash over
 * itself and the one before it.
 *
 * @module
 */
export type { Purpose } from './account.ts';
export { type Balance, balancesOf } from './balances.ts';
export { allowNegative } from './overdraft.ts';
export { exchangePostings, LedgerError, movement, type Posting } from './postings.ts';
export { statementOf } from './statement.ts';
export {
  postingsOf,
  postTransfer,
  type ResolutionCommand,
  resolveTransfer,
} from './transfer.ts';
export { type Verification, verifyLedger } from './verify.ts';
