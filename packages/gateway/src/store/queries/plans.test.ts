import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { forEachEngine, openTestStore, type TestStore } from '../../../../../test/support/engines.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import type { Reader, Store, Transaction, Value } from '../store.ts';
import * as abnormal from './abnormal-payments.ts';
import * as answers from './answers.ts';
import * as credentials from './credentials.ts';
import * as deposits from './deposits.ts';
import * as dueWork from './due-work.ts';
import { deleteExpired } from './expired.ts';
import * as fees from './fees.ts';
import * as invoiceLists from './invoice-lists.ts';
import * as invoices from './invoices.ts';
import * as ledger from './ledger.ts';
import * as statements from './ledger-statements.ts';
import * as verification from './ledger-verification.ts';
import * as merchants from './merchants.ts';
import * as parties from './parties.ts';
import * as payouts from './payouts.ts';
import * as quotes from './quotes.ts';
import * as railPool from './rail-pool.ts';
import * as rates from './rates.ts';
import * as refunds from './refunds.ts';
import * as replay from './replay.ts';
import * as settings from './settings.ts';
import * as shops from './shops.ts';
import * as tokens from './tokens.ts';
import * as virtualAccounts from './virtual-accounts.ts';

type Plan = readonly string[];

/** Asks for the plan of each statement instead of running it. */
class Explainer implements Transaction {
  readonly plans: (readonly [sql: string, plan: Plan])[] = [];
  readonly #transaction: Transaction;
  readonly #prefix: string;

  constructor(transaction: Transaction, engine: Store['engine']) {
    this.#transaction = transaction;
    this.#prefix = engine === 'sqlite' ? 'explain query plan ' : 'explain ';
  }

  async all(sql: string, parameters: readonly Value[] = []) {
    const rows = await this.#transaction.all(this.#prefix + sql, parameters);
    this.plans.push([sql, rows.map((row) => String(row.detail ?? row['QUERY PLAN']))]);
    return [];
  }

  async get(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return undefined;
  }

  async run(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return 0;
  }

  async lock(sql: string, parameters: readonly Value[] = []) {
    await this.all(sql, parameters);
    return undefined;
  }
}

const key = { merchantId: 'm', dialect: 'd', kind: 'k', credentialId: 'c', id: 'i', now: 1 };
const filter = { merchantId: 'm', dialect: 'd', now: 1 };
const amount = amountOf(requireAsset('USD'), 1n);
const account = { merchantId: 'm', asset: 'USD', purpose: 'held' };
const change = { ...account, amount: -amount.minor };
const place = { postedAt: 1, position: 1 };
const bytes = Buffer.from('bytes');
const pooled = { place: 'tron', variant: 'transparent', identifier: 'a' };
const progress = {
  storedState: 'pending',
  exception: 'none',
  received: 0n,
  confirmed: 0n,
  captured: 0n,
} as const;

/** Every statement there is, but plain inserts, which have no plan. */
const reads: readonly ((reader: Reader) => Promise<unknown>)[] = [
  (reader) => answers.selectAnswer(reader, { ...key, key: 'k' }),
  (reader) => credentials.selectLiveCredentialsByKey(reader, { ...key, keyId: 'k' }),
  (reader) => credentials.selectLiveCredentialByLogin(reader, { ...key, loginId: 'l' }),
  (reader) => credentials.selectLiveCredentialByToken(reader, { ...key, hash: bytes }),
  (reader) => credentials.selectCredentialsOfMerchant(reader, 'm'),
  (reader) => credentials.selectCredentials(reader, { after: { merchantId: 'm', id: 'i' }, limit: 10 }),
  (reader) => fees.selectFees(reader, { merchantId: 'm', operation: 'o', asset: 'USD' }),
  (reader) => fees.selectFeePage(reader, { after: { merchantId: '', operation: '', asset: '' }, limit: 10 }),
  (reader) => deposits.selectDeposit(reader, key),
  (reader) => deposits.selectDepositByExternalId(reader, { rail: 'r', externalId: 'e' }),
  (reader) => deposits.selectCountedDeposits(reader, { merchantId: 'm', subjectId: 's' }),
  (reader) => deposits.selectDeposits(reader, { merchantId: 'm', subjectId: 's', afterId: '', limit: 10 }),
  (reader) => abnormal.selectAbnormalPayment(reader, key),
  (reader) => abnormal.selectAbnormalPaymentsOf(reader, { merchantId: 'm', subjectId: 's' }),
  ...[{}, { state: 'open' as const }].flatMap((more) =>
    [{ limit: 10 }, { limit: 10, beforeId: 'i' }].map(
      (page) => (reader: Reader) => abnormal.selectAbnormalPayments(reader, { ...filter, ...more }, page),
    ),
  ),
  (reader) => invoices.selectInvoice(reader, key),
  (reader) => invoices.selectInvoiceByNumber(reader, { ...key, number: 'n' }),
  (reader) => invoices.selectInvoiceByOrderNumber(reader, { ...key, orderNumber: 'n' }),
  ...([undefined, 'pending', 'underpaid', 'expired', 'confirming', 'paid', 'cancelled'] as const).flatMap(
    (state) =>
      [{}, { shopId: 's' }, { orderNumber: 'n' }].flatMap((more) => {
        const of = { ...filter, ...more, ...(state !== undefined && { state }) };
        return [
          (reader: Reader) => invoiceLists.selectInvoices(reader, of, { offset: 0, limit: 10 }),
          (reader: Reader) => invoiceLists.countInvoices(reader, of),
          (reader: Reader) => invoiceLists.selectInvoicesBefore(reader, of, { limit: 10 }),
          (reader: Reader) => invoiceLists.selectInvoicesBefore(reader, of, { beforeId: 'i', limit: 10 }),
        ];
      }),
  ),
  (reader) => ledger.selectAccounts(reader, 'm'),
  (reader) => ledger.selectTransfer(reader, { merchantId: 'm', reference: 'r' }),
  (reader) => ledger.selectPostings(reader, { merchantId: 'm', reference: 'r' }),
  (reader) => verification.selectStanding(reader, 'm'),
  (reader) => verification.selectTransfers(reader, 'm', { after: 1, until: 2, limit: 10 }),
  (reader) => verification.selectPostingsBetween(reader, 'm', { after: 1, until: 2 }),
  (reader) => verification.selectTransferPastHead(reader, 'm'),
  (reader) => verification.selectPostingPastHead(reader, 'm'),
  (reader) => statements.selectAccountsAsOf(reader, { merchantId: 'm', asOf: 1 }),
  (reader) => statements.selectLinesAfter(reader, account, { after: place, until: 2, limit: 10 }),
  (reader) => statements.selectLinesBefore(reader, account, { before: place, from: 0, limit: 10 }),
  (reader) => merchants.selectMerchant(reader, 'm'),
  (reader) => merchants.selectMerchants(reader, { afterId: '', limit: 10 }),
  (reader) => parties.selectParty(reader, { ...key, number: 'n' }),
  (reader) => payouts.selectPayout(reader, { merchantId: 'm', id: 'i' }),
  (reader) => payouts.selectPayout(reader, { merchantId: 'm', dialect: 'd', number: 'n' }),
  (reader) => payouts.selectPayout(reader, { merchantId: 'm', dialect: 'd', reference: 'r' }),
  ...[{}, { dialect: 'd' }, { state: 'sent' as const }, { kind: 'settlement' as const }].flatMap((more) =>
    [{}, { beforeId: 'i' }].map(
      (page) => (reader: Reader) =>
        payouts.selectPayouts(reader, { merchantId: 'm', ...more }, { ...page, limit: 10 }),
    ),
  ),
  (reader) => quotes.selectQuote(reader, { ...key, number: 'n' }),
  (reader) => refunds.selectRefund(reader, { merchantId: 'm', id: 'i' }),
  (reader) => refunds.selectRefund(reader, { merchantId: 'm', dialect: 'd', number: 'n' }),
  (reader) => refunds.selectRefund(reader, { merchantId: 'm', dialect: 'd', reference: 'r' }),
  ...[{}, { dialect: 'd' }, { state: 'done' as const }, { invoiceId: 'i' }, { abnormalId: 'a' }].flatMap(
    (more) =>
      [{}, { beforeId: 'i' }].map(
        (page) => (reader: Reader) =>
          refunds.selectRefunds(reader, { merchantId: 'm', ...more }, { ...page, limit: 10 }),
      ),
  ),
  (reader) => rates.selectRate(reader, { base: 'USDT', quote: 'USD' }),
  (reader) => rates.selectCurrentRates(reader, { quote: 'USD', now: 1 }),
  (reader) => rates.selectRates(reader, { after: { quote: '', base: '' }, limit: 10 }),
  (reader) => replay.selectCounter(reader, key),
  (reader) => dueWork.selectDueWork(reader, { now: 1, limit: 10 }),
  (reader) => dueWork.selectNextDueAt(reader),
  (reader) => railPool.selectTakenEntry(reader, { ...key, id: 'i' }, 'tron'),
  (reader) => railPool.selectFreeEntry(reader, { place: 'tron', variant: 'transparent' }),
  (reader) => railPool.selectFreeEntry(reader, { place: 'IDR', variant: undefined }),
  (reader) => settings.selectSetting(reader, 'n'),
  (reader) => shops.selectShop(reader, { ...key, number: 'n' }),
  (reader) => shops.selectShops(reader, { ...key, limit: 10 }),
  (reader) => virtualAccounts.selectVirtualAccount(reader, { merchantId: 'm', id: 'i' }),
  (reader) => virtualAccounts.selectVirtualAccount(reader, { merchantId: 'm', dialect: 'd', number: 'n' }),
  (reader) => virtualAccounts.selectVirtualAccount(reader, { merchantId: 'm', dialect: 'd', reference: 'r' }),
  (reader) => virtualAccounts.selectVirtualAccountsByAccountNumber(reader, { ...key, accountNumber: 'n' }),
  ...[{}, { state: 'active' as const }, { holder: 'merchant' as const }].flatMap((more) =>
    [{}, { beforeId: 'i' }].map(
      (page) => (reader: Reader) =>
        virtualAccounts.selectVirtualAccounts(reader, { ...filter, ...more }, { ...page, limit: 10 }),
    ),
  ),
];

const writes: readonly ((transaction: Transaction) => Promise<unknown>)[] = [
  (transaction) => answers.updateAnswer(transaction, { ...key, key: 'k', status: 200, content: bytes }),
  (transaction) => credentials.updateAllowlist(transaction, { ...key, allowlist: '[]' }),
  (transaction) => credentials.revokeCredentialRow(transaction, key),
  (transaction) => credentials.revokeCredentialRowsOfKind(transaction, key),
  (transaction) => tokens.deleteTokensOfCredential(transaction, key),
  (transaction) => deleteExpired(transaction, 'claims', { before: 1, limit: 10 }),
  (transaction) => deleteExpired(transaction, 'answers', { before: 1, limit: 10 }),
  (transaction) => deleteExpired(transaction, 'tokens', { before: 1, limit: 10 }),
  (transaction) => invoices.lockInvoice(transaction, key),
  (transaction) => invoices.lockInvoiceByNumber(transaction, { ...key, number: 'n' }),
  (transaction) => invoices.updateInvoiceProgress(transaction, key, progress, 1),
  (transaction) => invoices.updateInvoiceTerms(transaction, key, { tolerance: 0n }, 1),
  (transaction) => deposits.updateDepositState(transaction, { ...key, state: 'confirmed' }, 1),
  (transaction) => abnormal.lockAbnormalPayment(transaction, key),
  (transaction) => abnormal.updateAbnormalPaymentState(transaction, { ...key, state: 'accepted' }, 1),
  (transaction) => dueWork.claimDueWork(transaction, { id: 'i', dueAt: 1 }, 2),
  (transaction) => dueWork.postponeDueWork(transaction, { id: 'i', dueAt: 1 }, 2),
  (transaction) => dueWork.deleteDueWork(transaction, { id: 'i', dueAt: 1 }),
  (transaction) => railPool.takeEntry(transaction, pooled, key, 1),
  (transaction) => railPool.releaseUnusedEntries(transaction, key),
  (transaction) => settings.lockSetting(transaction, 'n'),
  (transaction) => settings.updateSetting(transaction, { name: 'n', value: bytes, now: 1 }),
  (transaction) => payouts.deletePayout(transaction, key),
  (transaction) => refunds.deleteRefund(transaction, key),
  (transaction) => quotes.markQuoteUsed(transaction, { ...key, payoutId: 'p' }),
  (transaction) => ledger.changeAccounts(transaction, { merchantId: 'm', reference: 'r' }, [change, change]),
  (transaction) => ledger.updateMayBeNegative(transaction, account, true),
  (transaction) => virtualAccounts.lockVirtualAccount(transaction, key),
  (transaction) =>
    virtualAccounts.updateVirtualAccount(transaction, {
      ...key,
      state: 'closed',
      received: 0n,
      updatedAt: 1,
    }),
];

/** Walking through a whole table, or sorting what an index could give in order. `change` is no table: a statement's own values. */
const REFUSED = /\bSCAN (?!change\b|\d+ CONSTANT ROWS)|Seq Scan|TEMP B-TREE|\bSort\b/;

/** PostgreSQL would rather scan and sort while tables are small. Made this dear, it does so only where nothing else is left. */
async function preferIndexes(transaction: Transaction): Promise<void> {
  for (const way of ['enable_seqscan', 'enable_bitmapscan', 'enable_sort']) {
    await transaction.get("select set_config($1, 'off', true)", [way]);
  }
}

forEachEngine((engine) => {
  let opened: TestStore;
  before(async () => {
    opened = await openTestStore(engine);
  });
  after(() => opened?.close());

  it('every query that will meet many rows has an index', async () => {
    await opened.store.transaction(async (transaction) => {
      if (engine === 'postgres') await preferIndexes(transaction);
      const explainer = new Explainer(transaction, engine);
      for (const read of reads) await read(explainer);
      for (const write of writes) await write(explainer);
      assert.equal(explainer.plans.length, reads.length + writes.length);
      for (const [sql, plan] of explainer.plans) {
        assert.ok(plan.length > 0 && !plan.some((step) => REFUSED.test(step)), `${sql}\n${plan.join('\n')}`);
      }
    });
  });
});
