import type { Reader } from '../../core/index.ts';
import {
  cancelInvoice,
  findInvoice,
  type InvoiceState,
  listInvoices,
  listShops,
  type Shop,
} from '../../core/index.ts';
import { createInvoiceMethod } from './create-invoice.ts';
import { type Answer, failed, succeeded } from './envelope.ts';
import { renderInvoice, renderShop, STATUSES } from './invoice.ts';
import type { Method, MethodContext } from './method.ts';
import { identifier, type ParameterRule } from './parameters.ts';

const INVOICE_ID: ParameterRule = { required: true, ...identifier('the id of one of your invoices.') };
const PAGE = { default: 100, maximum: 1_000 } as const;

const getInvoice: Method = {
  rules: { invoice_id: INVOICE_ID },
  prepare:
    async ({ invoice_id: number = '' }, context) =>
    async (transaction) => {
      const { merchantId } = context;
      const invoice = await findInvoice(transaction, { merchantId, dialect: 'blackhat', number });
      if (invoice === undefined) return invoiceNotFound(number);
      const shops = await shopsById(transaction, context);
      return succeeded(renderInvoice(invoice, shops.get(invoice.shopId ?? ''), presentation(context)));
    },
};

const getInvoices: Method = {
  rules: {
    store_id: identifier('the id of one of your stores, see getStores.'),
    status: {
      pattern: new RegExp(`^(?:${STATUSES.join('|')})$`, 'u'),
      words: `one of ${STATUSES.join(', ')}.`,
    },
    order_id: { pattern: /^[\w-]{1,128}$/u, words: '1 to 128 letters, digits, _ or -.' },
    offset: { pattern: /^\d{1,9}$/u, words: 'a whole number from 0.' },
    count: { pattern: /^(?:[1-9]\d{0,2}|1000)$/u, words: `a whole number from 1 to ${PAGE.maximum}.` },
  },
  prepare: async (parameters, context) => async (transaction) => {
    const { merchantId } = context;
    const shops = await shopsById(transaction, context);
    const wanted = [...shops.values()].find(({ number }) => number === parameters.store_id);
    if (parameters.store_id !== undefined && wanted === undefined) {
      return failed('STORE_NOT_FOUND', `You have no store ${parameters.store_id}.`);
    }
    const { order_id: orderNumber, status } = parameters;
    const { now } = presentation(context);
    const { invoices, total } = await listInvoices(transaction, {
      merchantId,
      dialect: 'blackhat',
      ...(wanted === undefined ? {} : { shopId: wanted.id }),
      ...(orderNumber === undefined ? {} : { orderNumber }),
      ...(status === undefined ? {} : { state: status as InvoiceState }),
      now,
      offset: Number(parameters.offset ?? 0),
      limit: Number(parameters.count ?? PAGE.default),
    });
    const items = invoices.map((each) =>
      renderInvoice(each, shops.get(each.shopId ?? ''), presentation(context)),
    );
    return succeeded({ items, total });
  },
};

const cancelInvoiceMethod: Method = {
  rules: { invoice_id: INVOICE_ID },
  prepare:
    async ({ invoice_id: number = '' }, context) =>
    async (transaction) => {
      const { core, merchantId } = context;
      const result = await cancelInvoice(transaction, core, { merchantId, dialect: 'blackhat', number });
      if (result.outcome === 'not_found') return invoiceNotFound(number);
      if (result.outcome === 'refused') {
        return failed(
          'INVALID_STATE',
          `Only a pending invoice that received nothing can be cancelled; this one is ${result.state}.`,
        );
      }
      const shops = await shopsById(transaction, context);
      return succeeded(
        renderInvoice(result.invoice, shops.get(result.invoice.shopId ?? ''), presentation(context)),
      );
    },
};

const getStores: Method = {
  rules: {},
  prepare: async (_parameters, context) => async (transaction) => {
    const shops = await shopsById(transaction, context);
    return succeeded({ items: [...shops.values()].map(renderShop) });
  },
};

/** `getInvoice` is the one name that the provider's page attests; the others are ours. Names are case-sensitive. */
export const METHODS: Readonly<Record<string, Method>> = {
  getInvoice,
  createInvoice: createInvoiceMethod,
  getInvoices,
  cancelInvoice: cancelInvoiceMethod,
  getStores,
};

/** Absent, or another merchant's: not told apart. */
function invoiceNotFound(number: string): Answer {
  return failed('INVOICE_NOT_FOUND', `You have no invoice ${number}.`);
}

function presentation({ core, publicUrl }: MethodContext) {
  return { now: core.environment.now(), publicUrl };
}

async function shopsById(reader: Reader, { merchantId }: MethodContext): Promise<ReadonlyMap<string, Shop>> {
  const shops = await listShops(reader, { merchantId, dialect: 'blackhat' });
  return new Map(shops.map((shop) => [shop.id, shop]));
}
