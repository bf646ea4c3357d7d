/** Every list of `store/queries`, with each combination of its filters, and what it counts. */
import * as abnormal from '../../../packages/gateway/src/store/queries/abnormal-payments.ts';
import * as endpoints from '../../../packages/gateway/src/store/queries/callback-endpoints.ts';
import * as leases from '../../../packages/gateway/src/store/queries/callback-leases.ts';
import * as callbackLists from '../../../packages/gateway/src/store/queries/callback-lists.ts';
import * as queue from '../../../packages/gateway/src/store/queries/callback-queue.ts';
import * as callbacks from '../../../packages/gateway/src/store/queries/callbacks.ts';
import * as credentials from '../../../packages/gateway/src/store/queries/credentials.ts';
import * as deposits from '../../../packages/gateway/src/store/queries/deposits.ts';
import * as dueWork from '../../../packages/gateway/src/store/queries/due-work.ts';
import * as fees from '../../../packages/gateway/src/store/queries/fees.ts';
import * as invoices from '../../../packages/gateway/src/store/queries/invoice-lists.ts';
import * as statements from '../../../packages/gateway/src/store/queries/ledger-statements.ts';
import * as merchants from '../../../packages/gateway/src/store/queries/merchants.ts';
import * as outbox from '../../../packages/gateway/src/store/queries/outbox.ts';
import * as gaps from '../../../packages/gateway/src/store/queries/outbox-gaps.ts';
import * as payouts from '../../../packages/gateway/src/store/queries/payouts.ts';
import * as rates from '../../../packages/gateway/src/store/queries/rates.ts';
import * as refunds from '../../../packages/gateway/src/store/queries/refunds.ts';
import * as shops from '../../../packages/gateway/src/store/queries/shops.ts';
import * as virtualAccounts from '../../../packages/gateway/src/store/queries/virtual-accounts.ts';
import type { Reader } from '../../../packages/gateway/src/store/store.ts';
import { LARGE_MERCHANT, PAYMENT, RARE_DIALECT, rowKey, SHOP, USUAL_DIALECT } from './large-tables.ts';
import { type Statement, statement } from './statements.ts';

/** Rows of a page. */
const PAGE_ROWS = 10;

export interface List {
  readonly name: string;
  readonly first: Statement;
  /** A page far behind the first one, from the row of this place. */
  readonly deep: (place: number) => Statement;
}

const SAME_IN_ALL = ['merchantId', 'now'];

const merchantId = LARGE_MERCHANT;
const limit = PAGE_ROWS;
const dialect = USUAL_DIALECT;
/** By then all invoices have expired that ever will. */
const now = 1_000_000_000;

const INVOICE_FILTERS = combinations({
  state: ['pending', 'underpaid', 'expired', 'confirming', 'paid', 'cancelled'],
  shopId: [SHOP, 'rare'],
}).map((filter) => ({ merchantId, dialect, now, ...filter }));

const PAYOUT_FILTERS = combinations({
  dialect: [dialect, RARE_DIALECT],
  kind: ['payout', 'settlement'],
  state: ['completed', 'review'],
}).map((filter) => ({ merchantId, ...filter }));

const REFUND_FILTERS = combinations({
  dialect: [dialect, RARE_DIALECT],
  state: ['done', 'requested'],
  invoiceId: [PAYMENT],
  abnormalId: [PAYMENT],
}).map((filter) => ({ merchantId, ...filter }));

const ABNORMAL_FILTERS = combinations({ state: ['accepted', 'open'] }).map((filter) => ({
  merchantId,
  dialect,
  ...filter,
}));

const ACCOUNT_FILTERS = combinations({
  state: ['active', 'closed'],
  holder: ['customer', 'merchant'],
}).map((filter) => ({ merchantId, dialect, ...filter }));

const CALLBACK_FILTERS = combinations({
  dialect: [dialect, RARE_DIALECT],
  subjectId: [PAYMENT],
  state: ['delivered', 'pending', 'undeliverable', 'unrendered', 'exhausted'],
}).map((filter) => ({ merchantId, ...filter }));

const ENDPOINT_FILTERS = combinations({
  merchantId: [merchantId],
  dialect: [dialect],
  state: ['paused'],
}).filter((filter) => filter.merchantId !== undefined || filter.dialect === undefined);

/** Newest first, each page before the last of the one before it. */
const PAYMENT_LISTS: readonly List[] = [
  ...INVOICE_FILTERS.map((filter) => byId('invoices', invoices.selectInvoicesBefore, filter)),
  ...PAYOUT_FILTERS.map((filter) => byId('payouts', payouts.selectPayouts, filter)),
  ...REFUND_FILTERS.map((filter) => byId('refunds', refunds.selectRefunds, filter)),
  ...ABNORMAL_FILTERS.map((filter) => byId('abnormal payments', abnormal.selectAbnormalPayments, filter)),
  ...CALLBACK_FILTERS.map((filter) => byId('callbacks', callbackLists.selectCallbacks, filter)),
  ...ACCOUNT_FILTERS.map((filter) => byId('virtual accounts', virtualAccounts.selectVirtualAccounts, filter)),
];

const account = { merchantId, asset: 'USD', purpose: 'held' };
const end = { postedAt: now, position: now };

const OTHER_LISTS: readonly List[] = [
  list('statement, oldest first', (place) =>
    statement(statements.selectLinesAfter, account, { after: postingOf(place), until: now, limit }),
  ),
  {
    name: 'statement, newest first',
    first: statement(statements.selectLinesBefore, account, { before: end, from: 0, limit }),
    deep: (place) =>
      statement(statements.selectLinesBefore, account, { before: postingOf(place), from: 0, limit }),
  },
  list('deposits of a subject', (place) =>
    statement(deposits.selectDeposits, { merchantId, subjectId: PAYMENT, afterId: rowKey(place), limit }),
  ),
  list('due work', (place) => statement(dueWork.selectDueWork, { now: place, limit })),
  ...ENDPOINT_FILTERS.map((filter) =>
    list(nameOf('endpoints', filter), (place) =>
      statement(endpoints.selectEndpoints, filter, {
        after: { merchantId, dialect, name: rowKey(place) },
        limit,
      }),
    ),
  ),
  list('outbox', (place) => statement(outbox.selectEvents, { first: place, last: place + 1_000 }, limit)),
  list('outbox gaps', (place) => statement(gaps.selectGaps, { now: place, limit })),
  list('callbacks to render', (place) =>
    statement(callbacks.selectUnrenderedCallbacks, { now: place, limit }),
  ),
  list('callbacks of an endpoint', (place) =>
    statement(
      queue.selectDueCallbacks,
      { merchantId, dialect, name: place === 0 ? 'default' : rowKey(place) },
      { now, limit },
    ),
  ),
  list('due endpoints', (place) => statement(leases.selectDueEndpoints, { now: place, limit })),
  list('failing due endpoints', (place) =>
    statement(leases.selectFailingDueEndpoints, { now: place, limit }),
  ),
  list('shops', () => statement(shops.selectShops, { merchantId, dialect, limit })),
  list('credentials', (place) =>
    statement(credentials.selectCredentials, { after: { merchantId, id: rowKey(place) }, limit }),
  ),
  list('merchants', (place) => statement(merchants.selectMerchants, { afterId: rowKey(place), limit })),
  list('fees', (place) =>
    statement(fees.selectFeePage, { after: { merchantId: rowKey(place), operation: '', asset: '' }, limit }),
  ),
  list('rates', () => statement(rates.selectRates, { after: { quote: '', base: '' }, limit })),
];

export const LISTS: readonly List[] = [...PAYMENT_LISTS, ...OTHER_LISTS];

/** These take the longer the more there are, and say so: their callers' providers number pages, and tell how many there are. */
export function numberedPages(place: number): readonly List[] {
  return INVOICE_FILTERS.flatMap((filter) => [
    {
      name: `numbered ${nameOf('invoices', filter)}`,
      first: statement(invoices.selectInvoices, filter, { offset: 0, limit }),
      deep: () => statement(invoices.selectInvoices, filter, { offset: place, limit }),
    },
    list(`count of ${nameOf('invoices', filter)}`, () => statement(invoices.countInvoices, filter)),
  ]);
}

function postingOf(place: number) {
  return { postedAt: place, position: place };
}

function list(name: string, from: (place: number) => Statement): List {
  return { name, first: from(0), deep: from };
}

type ListQuery<Filter> = (
  reader: Reader,
  filter: Filter,
  page: { readonly beforeId?: string; readonly limit: number },
) => Promise<readonly unknown[]>;

function byId<Filter extends object>(what: string, query: ListQuery<Filter>, filter: Filter): List {
  return {
    name: nameOf(what, filter),
    first: statement(query, filter, { limit }),
    deep: (place) => statement(query, filter, { beforeId: rowKey(place), limit }),
  };
}

function nameOf(what: string, filter: object): string {
  const told = Object.entries(filter).filter(([name]) => !SAME_IN_ALL.includes(name));
  return [what, ...told.map(([name, value]) => `${name}=${value}`)].join(' ');
}

/** Every way to choose one of the values, or none, for each name. */
function combinations<const Choices extends Readonly<Record<string, readonly string[]>>>(
  choices: Choices,
): readonly { readonly [Name in keyof Choices]?: Choices[Name][number] }[] {
  let chosen: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(choices)) {
    chosen = chosen.flatMap((each) => [each, ...values.map((value) => ({ ...each, [name]: value }))]);
  }
  return chosen as { [Name in keyof Choices]?: Choices[Name][number] }[];
}
