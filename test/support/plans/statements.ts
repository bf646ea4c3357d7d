/** Every statement of `store/queries` but its lists, which are in `lists.ts`, and inserts. */
import assert from 'node:assert/strict';
import * as abnormal from '../../../packages/gateway/src/store/queries/abnormal-payments.ts';
import * as answers from '../../../packages/gateway/src/store/queries/answers.ts';
import * as attempts from '../../../packages/gateway/src/store/queries/callback-attempts.ts';
import * as endpoints from '../../../packages/gateway/src/store/queries/callback-endpoints.ts';
import * as leases from '../../../packages/gateway/src/store/queries/callback-leases.ts';
import { selectCallback } from '../../../packages/gateway/src/store/queries/callback-lists.ts';
import * as queue from '../../../packages/gateway/src/store/queries/callback-queue.ts';
import * as callbacks from '../../../packages/gateway/src/store/queries/callbacks.ts';
import * as credentials from '../../../packages/gateway/src/store/queries/credentials.ts';
import * as deposits from '../../../packages/gateway/src/store/queries/deposits.ts';
import * as dueWork from '../../../packages/gateway/src/store/queries/due-work.ts';
import { deleteExpired } from '../../../packages/gateway/src/store/queries/expired.ts';
import * as fees from '../../../packages/gateway/src/store/queries/fees.ts';
import * as invoices from '../../../packages/gateway/src/store/queries/invoices.ts';
import * as ledger from '../../../packages/gateway/src/store/queries/ledger.ts';
import * as statements from '../../../packages/gateway/src/store/queries/ledger-statements.ts';
import * as verification from '../../../packages/gateway/src/store/queries/ledger-verification.ts';
import * as merchants from '../../../packages/gateway/src/store/queries/merchants.ts';
import * as named from '../../../packages/gateway/src/store/queries/named.ts';
import * as gaps from '../../../packages/gateway/src/store/queries/outbox-gaps.ts';
import * as parties from '../../../packages/gateway/src/store/queries/parties.ts';
import * as payouts from '../../../packages/gateway/src/store/queries/payouts.ts';
import * as quotes from '../../../packages/gateway/src/store/queries/quotes.ts';
import * as railPool from '../../../packages/gateway/src/store/queries/rail-pool.ts';
import * as rates from '../../../packages/gateway/src/store/queries/rates.ts';
import * as refunds from '../../../packages/gateway/src/store/queries/refunds.ts';
import * as replay from '../../../packages/gateway/src/store/queries/replay.ts';
import * as settings from '../../../packages/gateway/src/store/queries/settings.ts';
import * as shops from '../../../packages/gateway/src/store/queries/shops.ts';
import * as tokens from '../../../packages/gateway/src/store/queries/tokens.ts';
import * as virtualAccounts from '../../../packages/gateway/src/store/queries/virtual-accounts.ts';
import type { Transaction } from '../../../packages/gateway/src/store/store.ts';
import { LARGE_MERCHANT, RARE_DIALECT, rowKey, USUAL_DIALECT } from './large-tables.ts';

// biome-ignore lint/suspicious/noExplicitAny: queries take what they take
type Query = (on: any, ...parameters: any[]) => Promise<unknown>;
type ParametersOf<Of extends Query> = Of extends (on: never, ...rest: infer Rest) => unknown ? Rest : never;

/** A query with its parameters. */
export interface Statement {
  readonly query: Query;
  readonly run: (transaction: Transaction) => Promise<unknown>;
}

export function statement<Of extends Query>(query: Of, ...parameters: ParametersOf<Of>): Statement {
  return { query, run: (transaction) => query(transaction, ...parameters) };
}

/** All that find a row or a few by what is unique to them, and all that change such a row. `place` is the row's. */
export function pointStatements(place: number): readonly Statement[] {
  const id = rowKey(place);
  const key = { merchantId: LARGE_MERCHANT, dialect: USUAL_DIALECT, id, number: id, now: place };
  return [
    ...requestLookups(key),
    ...ownerLookups(key),
    ...paymentLookups(key),
    ...ledgerLookups(key, place),
    ...requestChanges(key),
    ...paymentChanges(key),
    ...otherChanges(key),
    ...callbackLookups(key),
    ...callbackChanges(key),
  ];
}

interface Key {
  readonly merchantId: string;
  readonly dialect: string;
  readonly id: string;
  readonly number: string;
  readonly now: number;
}

function requestLookups(key: Key): readonly Statement[] {
  const { id } = key;
  const token = { ...key, hash: Buffer.from(id) };
  return [
    statement(answers.selectAnswer, { ...key, key: id }),
    statement(credentials.selectLiveStampsByKey, { ...key, keyId: id }),
    statement(credentials.selectLiveCredentialsByKey, { ...key, keyId: id }),
    statement(credentials.selectLiveCredentialByLogin, { ...key, loginId: id }),
    statement(credentials.selectLiveStampByToken, token),
    statement(credentials.selectLiveCredentialByToken, token),
    statement(replay.selectCounter, { ...key, credentialId: id }),
  ];
}

function ownerLookups(key: Key): readonly Statement[] {
  const { merchantId, id } = key;
  const names = { name: id, dialects: [USUAL_DIALECT, RARE_DIALECT], limit: 3 };
  return [
    ...(['invoice', 'payout', 'refund', 'virtual_account'] as const).flatMap((kind) => [
      statement(named.selectNamed, kind, names),
      statement(named.selectNamed, kind, { ...names, merchantId }),
    ]),
    statement(named.selectMerchantOf, 'deposit', id),
    statement(named.selectMerchantOf, 'abnormal_payment', id),
    statement(credentials.selectCredentialsOfMerchant, 'm10'),
    statement(credentials.selectLiveStampsOfMerchant, { ...key, merchantId: 'm10' }),
    statement(credentials.selectLiveCredentialsOfMerchant, { ...key, merchantId: 'm10' }),
    statement(merchants.selectMerchant, merchantId),
    statement(parties.selectParty, { ...key, kind: 'k' }),
    statement(shops.selectShop, key),
    statement(fees.selectFees, { merchantId: id, operation: 'o', asset: 'USD' }),
    statement(fees.deleteFee, { merchantId: id, operation: 'o', asset: 'USD' }),
    statement(settings.selectSetting, 'name'),
    statement(rates.selectRate, { base: 'USDT', quote: 'USD' }),
    statement(rates.selectCurrentRates, { quote: 'USD', now: 1 }),
  ];
}

function paymentLookups(key: Key): readonly Statement[] {
  const { merchantId, dialect, id } = key;
  const taker = { ...key, kind: 'invoice' };
  const keys = [
    { merchantId, id },
    { merchantId, dialect, number: id },
    { merchantId, dialect, reference: id },
  ] as const;
  return [
    ...keys.flatMap((each) => [
      statement(payouts.selectPayout, each),
      statement(payouts.lockPayout, each),
      statement(refunds.selectRefund, each),
      statement(refunds.lockRefund, each),
      statement(virtualAccounts.selectVirtualAccount, each),
      statement(virtualAccounts.lockVirtualAccount, each),
    ]),
    statement(abnormal.selectAbnormalPayment, key),
    statement(abnormal.lockAbnormalPayment, key),
    statement(abnormal.selectAbnormalPaymentsOf, { merchantId, subjectId: id }),
    statement(deposits.selectDeposit, key),
    statement(deposits.selectDepositByExternalId, { rail: 'r', externalId: id }),
    statement(deposits.selectCountedDeposits, { merchantId, subjectId: id }),
    statement(invoices.selectInvoice, key),
    statement(invoices.lockInvoice, key),
    statement(invoices.selectInvoiceByNumber, key),
    statement(invoices.lockInvoiceByNumber, key),
    statement(invoices.selectInvoiceByOrderNumber, { ...key, orderNumber: id }),
    statement(quotes.selectQuote, key),
    statement(quotes.lockQuote, key),
    statement(railPool.selectTakenEntry, taker, 'tron'),
    statement(railPool.selectFreeEntry, { place: 'tron', variant: 'transparent' }),
    statement(railPool.selectFreeEntry, { place: 'tron', variant: undefined }),
    statement(virtualAccounts.selectVirtualAccountsByAccountNumber, { ...key, accountNumber: id }),
    statement(dueWork.selectNextDueAt),
  ];
}

function ledgerLookups({ merchantId, id }: Key, place: number): readonly Statement[] {
  return [
    {
      query: ledger.lockHead,
      run: (transaction) => ledger.lockHead(transaction, merchantId).catch(withoutLedger),
    },
    statement(ledger.selectAccounts, merchantId),
    statement(ledger.selectTransfer, { merchantId, reference: id }),
    statement(ledger.selectPostings, { merchantId, reference: id }),
    statement(statements.selectAccountsAsOf, { merchantId, asOf: place }),
    statement(verification.selectStanding, merchantId),
    statement(verification.selectTransfers, merchantId, { after: place, until: place + 9, limit: 10 }),
    statement(verification.selectPostingsBetween, merchantId, { after: place, until: place + 9 }),
    statement(verification.selectTransferPastHead, merchantId),
    statement(verification.selectPostingPastHead, merchantId),
  ];
}

/** A merchant always has one, but whoever only explains finds nothing. */
function withoutLedger(error: Error): void {
  assert.match(error.message, /has no ledger/u);
}

function requestChanges(key: Key): readonly Statement[] {
  const { id } = key;
  const bytes = Buffer.from('bytes');
  const ofKind = { ...key, merchantId: 'm10', kind: 'k' };
  return [
    statement(answers.updateAnswer, { ...key, key: id, status: 200, content: bytes }),
    statement(credentials.updateAllowlist, { ...key, allowlist: '[]' }),
    statement(credentials.revokeCredentialRow, key),
    statement(credentials.revokeCredentialRowsOfKind, ofKind),
    statement(tokens.deleteTokensOfCredential, { ...key, credentialId: id }),
    statement(deleteExpired, 'claims', { before: 50, limit: 10 }),
    statement(deleteExpired, 'answers', { before: 50, limit: 10 }),
    statement(deleteExpired, 'tokens', { before: 50, limit: 10 }),
    statement(settings.lockSetting, 'name'),
    statement(settings.updateSetting, { name: 'name', value: bytes, now: 1 }),
  ];
}

const PROGRESS = {
  storedState: 'pending',
  exception: 'none',
  received: 0n,
  confirmed: 0n,
  captured: 0n,
} as const;

function paymentChanges(key: Key): readonly Statement[] {
  const account = { ...key, state: 'closed', received: 0n, updatedAt: 1 } as const;
  return [
    statement(abnormal.updateAbnormalPaymentState, { ...key, state: 'accepted' }, 1),
    statement(deposits.updateDepositState, { ...key, state: 'confirmed' }, 1),
    statement(invoices.updateInvoiceProgress, key, PROGRESS, 1),
    statement(invoices.updateInvoiceTerms, key, { tolerance: 0n }, 1),
    statement(payouts.updatePayout, {
      ...key,
      state: 'sent',
      releasedAt: 1,
      updatedAt: 1,
    } as unknown as payouts.PayoutRow),
    statement(payouts.deletePayout, key),
    statement(quotes.markQuoteUsed, { ...key, payoutId: 'p' }),
    statement(refunds.updateRefund, { ...key, state: 'done', updatedAt: 1 } as unknown as refunds.RefundRow),
    statement(refunds.deleteRefund, key),
    statement(virtualAccounts.updateVirtualAccount, account),
  ];
}

function otherChanges(key: Key): readonly Statement[] {
  const { merchantId, id, now } = key;
  const account = { merchantId, asset: 'USD', purpose: 'held' };
  const change = { ...account, amount: -1n };
  const work = { id, dueAt: now };
  const pooled = { place: 'tron', variant: 'transparent', identifier: id };
  return [
    statement(dueWork.claimDueWork, work, now + 1),
    statement(dueWork.postponeDueWork, work, now + 1),
    statement(dueWork.deleteDueWork, work),
    statement(ledger.changeAccounts, { merchantId, reference: id }, [change]),
    statement(ledger.changeAccounts, { merchantId, reference: id }, [change, change]),
    statement(ledger.updateMayBeNegative, account, true),
    statement(railPool.takeEntry, pooled, { ...key, kind: 'invoice' }, 1),
    statement(railPool.releaseUnusedEntries, key),
  ];
}

function callbackLookups(key: Key): readonly Statement[] {
  const endpoint = { ...key, name: key.id };
  return [
    statement(attempts.selectAttempts, key, 10),
    statement(endpoints.selectEndpoint, endpoint),
    statement(endpoints.lockEndpoint, endpoint),
    statement(queue.selectNextCallbackDueAt, { ...key, name: 'default' }),
    statement(selectCallback, key),
  ];
}

function callbackChanges(key: Key): readonly Statement[] {
  const { now, id } = key;
  const endpoint = { ...key, name: id };
  const ofRound = { ...key, round: 1 };
  const rendered = { endpoint: 'default', eventId: id, sealedContent: Buffer.from(id) };
  return [
    statement(callbacks.updateRendered, key, rendered, now),
    statement(callbacks.updateUnrendered, key, { dueAt: now, failure: 'f', now }),
    statement(callbacks.deleteUnrendered, key),
    statement(queue.updateAttempted, ofRound, { state: 'delivered', firstAt: now, now }),
    statement(queue.postponeCallback, ofRound, { dueAt: now, failure: 'f', now }),
    statement(queue.beginRound, key, now),
    statement(endpoints.clearEndpointUrl, endpoint, now),
    statement(endpoints.pauseEndpointRow, endpoint, { reason: 'r', now }),
    statement(endpoints.resumeEndpointRow, endpoint, now),
    statement(endpoints.noteEndpointFailure, endpoint, { failedAt: now, now }),
    statement(endpoints.noteEndpointSuccess, endpoint, now),
    statement(leases.claimEndpoint, endpoint, { lease: id, milliseconds: 1 }),
    statement(leases.releaseEndpoint, endpoint, { lease: id, heldUntil: 0 }),
    statement(leases.breakLeases, 'sound'),
    statement(leases.breakLeases, 'failing'),
    statement(gaps.deleteGap, { first: now, last: now }),
  ];
}
