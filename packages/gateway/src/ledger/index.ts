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
export { type Statement, type StatementLine, type StatementQuery, statementOf } from './statement.ts';
export {
  postTransfer,
  type ResolutionCommand,
  type ResolutionOutcome,
  resolveTransfer,
  type TransferCommand,
  type TransferOutcome,
} from './transfer.ts';
export { type LedgerProblem, type Verification, type VerificationOptions, verifyLedger } from './verify.ts';
