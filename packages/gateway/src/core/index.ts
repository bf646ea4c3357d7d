/**
 * What the gateway decides, in no provider's words. A dialect is an opaque text here.
 *
 * @module
 */

export { type Balance, balancesOf, statementOf, type Verification, verifyLedger } from '../ledger/index.ts';
export type { DepositEvent, Destination } from '../rails/rail.ts';
export {
  type NamedKind,
  type NamedRow as Named,
  selectMerchantOf as findMerchantOf,
  selectNamed as findNamed,
} from '../store/queries/named.ts';
export type { Reader, Transaction } from '../store/store.ts';
export { advance } from './advance.ts';
export { answerOnce } from './answers.ts';
export {
  type CertificateAuthority,
  openAuthority,
  type PlatformCertificate,
} from './certificate-authority.ts';
export { CertificateRequestError } from './certificate-request-error.ts';
export { createClock, followClock } from './clock.ts';
export { type Core, createCore } from './core.ts';
export type { Credential, CredentialSummary } from './credential.ts';
export {
  type CredentialCommand,
  everyCredential,
  findCredentialByLogin,
  findCredentials,
  issueCredential,
  listCredentials,
  liveCredentialsOf,
  revokeCredential,
  setAllowlist,
} from './credentials.ts';
export { findDeposit, listDeposits, recordDeposit } from './deposits/deposits.ts';
export type { Deposit, DepositOutcome } from './deposits/report.ts';
export { runDueWork } from './due-work.ts';
export { type Fee, feeFor, listFees, setFee, unsetFee } from './fees/fees.ts';
export { CHARGED, CHARGED_OPERATIONS } from './fees/operations.ts';
export { fingerprintOf } from './fingerprint.ts';
export { hashPassword, hashSecret, verifyPassword, verifySecret } from './hashing.ts';
export {
  ABNORMAL_PAYMENT_TRANSITIONS,
  type AbnormalPayment,
  abnormalPaymentsOf,
  acceptAbnormalPayment,
  findAbnormalPayment,
  listAbnormalPayments,
} from './invoices/abnormal-payments.ts';
export { cancelInvoice } from './invoices/cancel.ts';
export { draftInvoice, type Invoice, type InvoiceCommand, payerOf } from './invoices/draft.ts';
export { expireInvoice } from './invoices/expire.ts';
export { createInvoice, findInvoice, type InvoiceCreation, listInvoices } from './invoices/invoices.ts';
export { type InvoiceState, stateAt } from './invoices/state.ts';
export { INVOICE_TRANSITIONS } from './invoices/transitions.ts';
export type { IssuedCredentials } from './issued-credentials.ts';
export { begunOnce, type Keeper } from './kept-once.ts';
export { generateRsaKeyPair, type RsaKeyPair } from './key-pairs.ts';
export { MasterKeyError, openMasterKeys } from './master-key.ts';
export { MerchantKeyError, merchantPublicKey } from './merchant-public-key.ts';
export { createMerchant, findMerchant, listMerchants, type Merchant } from './merchants.ts';
export { createParty, findParty } from './parties.ts';
export {
  approvePayout,
  cancelPayout,
  confirmPayout,
  type PayoutOutcome,
  rejectPayout,
  reviewPayout,
} from './payouts/change.ts';
export { createPayout, createQuotedPayout, type PayoutCommand } from './payouts/create.ts';
export type { PayoutRefusal } from './payouts/decide.ts';
export { findPayout, listPayouts, type Payout } from './payouts/payout.ts';
export { quotePayout } from './payouts/quotes.ts';
export type { PayoutTerms } from './payouts/terms.ts';
export { PAYOUT_TRANSITIONS, type PayoutState } from './payouts/transitions.ts';
export { openPlatformKeyPair } from './platform-keys.ts';
export { createPrivateFile, isReadableByOthers, replacePrivateFile } from './private-file.ts';
export {
  importAccounts,
  importAddresses,
  type PooledAccount,
  type PooledAddress,
  type PoolImport,
  railPool,
} from './rail-pool.ts';
export { railSeed } from './rail-seed.ts';
export { alphanumerics, digits, hexadecimals, randomUuid } from './random-text.ts';
export { findRate, findRates, listRates, putRate, type QuotedRate, type RateCommand } from './rates/rates.ts';
export { cancelRefund } from './refunds/change.ts';
export type { RefundRefusal } from './refunds/decide.ts';
export { findRefund, listRefunds, type Refund } from './refunds/refund.ts';
export { type RefundCommand, type RefundCreation, requestRefund } from './refunds/request.ts';
export { REFUND_TRANSITIONS } from './refunds/transitions.ts';
export { claimReplay, sweepExpired } from './replay.ts';
export { type RunnerOptions, startRunner } from './runner.ts';
export { createSealer, SealingError } from './sealing.ts';
export { reportSending } from './sendings/report.ts';
export { createShop, findShop, listShops, type Shop } from './shops.ts';
export { findByToken, issueToken } from './tokens.ts';
export { topUp } from './top-ups.ts';
export { closeVirtualAccount } from './virtual-accounts/end.ts';
export {
  draftVirtualAccount,
  openVirtualAccount,
  type VirtualAccountCommand,
  type VirtualAccountOpening,
} from './virtual-accounts/open.ts';
export { VIRTUAL_ACCOUNT_TRANSITIONS } from './virtual-accounts/transitions.ts';
export { findVirtualAccount, type VirtualAccount } from './virtual-accounts/virtual-account.ts';
export { WORK_HANDLERS } from './work-handlers.ts';
