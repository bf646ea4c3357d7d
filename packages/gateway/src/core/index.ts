/**
 * What the gateway decides, in no provider's words. A dialect is an opaque text here.
 *
 * @module
 */

export { type Balance, balancesOf } from '../ledger/index.ts';
export { RailError } from '../rails/rail.ts';
export type { AddressKind } from '../store/queries/invoices.ts';
export type { Reader, Transaction } from '../store/store.ts';
export { type Answer, type AnswerCommand, type AnswerKey, findAnswer, storeAnswer } from './answers.ts';
export {
  type CertificateAuthority,
  type CertificateCommand,
  type CertificateSubject,
  type IssuedCertificate,
  type MerchantCertificate,
  openAuthority,
  type PlatformCertificate,
} from './certificate-authority.ts';
export { CertificateRequestError } from './certificate-request-error.ts';
export { type Core, createCore } from './core.ts';
export {
  type Credential,
  type CredentialCommand,
  type CredentialSummary,
  CredentialTakenError,
  findCredentialByLogin,
  findCredentials,
  issueCredential,
  listCredentials,
  revokeCredential,
} from './credentials.ts';
export { feeFor, setFee } from './fees.ts';
export { isMarked, markFirst } from './first-start.ts';
export { hashPassword, hashSecret, verifyPassword, verifySecret } from './hashing.ts';
export { type InvoiceState, stateAt } from './invoice-state.ts';
export {
  cancelInvoice,
  createInvoice,
  draftInvoice,
  findInvoice,
  type Invoice,
  type InvoiceCancellation,
  type InvoiceCommand,
  type InvoiceCreation,
  type InvoiceKey,
  listInvoices,
} from './invoices.ts';
export type { IssuedCredentials } from './issued-credentials.ts';
export { generateRsaKeyPair, type RsaKeyPair } from './key-pairs.ts';
export { MasterKeyError, type MasterKeySource, openMasterKeys } from './master-key.ts';
export { createMerchant, findMerchant, listMerchants, type Merchant } from './merchants.ts';
export { type EventCommand, recordEvent } from './outbox.ts';
export { createParty, findParty, type Party, type PartyCommand, type PartyForm } from './parties.ts';
export {
  type Beneficiary,
  createPayout,
  findPayout,
  type Payout,
  type PayoutCommand,
  type PayoutCreation,
  type PayoutState,
} from './payouts.ts';
export { openPlatformKeyPair } from './platform-keys.ts';
export { railSeed } from './rail-seed.ts';
export { alphanumerics, digits, hexadecimals, randomUuid } from './random-text.ts';
export { findRate, findRates, putRate, type QuotedRate, type RateCommand } from './rates.ts';
export { claimReplay, type Replay, type ReplayCommand, type ReplayOutcome, sweepExpired } from './replay.ts';
export { createSealer, type MasterKey, type MasterKeys, type Sealer, SealingError } from './sealing.ts';
export { createShop, findShop, listShops, type Shop } from './shops.ts';
export { findByToken, issueToken, type TokenCommand } from './tokens.ts';
export { topUp } from './top-ups.ts';
