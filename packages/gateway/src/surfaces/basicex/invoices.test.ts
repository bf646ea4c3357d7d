import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  COIN_PRICED,
  FIAT_PRICED,
  type InvoiceObject,
  OTHER_PUBLIC_URL,
  PUBLIC_URL,
  startBasicex,
  type TestBasicex,
} from '../../../../../test/support/basicex.ts';
import { forEachEngine } from '../../../../../test/support/engines.ts';
import { findInvoice, listInvoices } from '../../core/index.ts';

const MINUTE_MILLISECONDS = 60_000;

forEachEngine((engine) => {
  let gateway: TestBasicex;
  before(async () => {
    gateway = await startBasicex(engine);
  });
  after(() => gateway?.close());

  const create = async (body: object, options = {}) => {
    const answer = await gateway.call('POST', '/v2/invoices', { body, ...options });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.envelope.code, '0000');
    return answer.envelope.data as InvoiceObject;
  };

  describe('an invoice', () => {
    it('priced in a coin with its chain fixed says at once where to pay', async () => {
      const invoice = await create({ ...COIN_PRICED, orderId: 'forced', forcedChain: 'TRC20' });
      assert.match(invoice.invoiceId, /^406\d{29}$/u);
      assert.equal(invoice.merOrderId, 'forced');
      assert.equal(invoice.currency, 'USDT');
      assert.equal(invoice.forcedChain, 'TRC20');
      assert.deepEqual(
        [invoice.fiat, invoice.fiatAmount, invoice.fiatInfo, invoice.exchangeRate, invoice.type],
        ['', '0.00', null, null, 0],
      );
      const { payeeAddress, network, ...payment } = invoice.paymentInfo;
      assert.match(payeeAddress ?? '', /^T[1-9A-HJ-NP-Za-km-z]{33}$/u);
      assert.deepEqual(network, {
        network: 'TRC20',
        fullName: 'Tron',
        contractAddress: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      });
      assert.deepEqual(payment, {
        allowChainPayment: true,
        totalAmount: '10.250000',
        paidAmount: '0.000000',
        payeeAddressExpireTime: String(gateway.environment.now() + 10 * MINUTE_MILLISECONDS),
      });
      assert.deepEqual(invoice.currencyInfo?.networkList, [network]);
    });

    it('echoes one spelling of a chain, whichever was sent', async () => {
      const polygon = await create({ ...COIN_PRICED, orderId: 'polygon', forcedChain: 'Polygon' });
      assert.equal(polygon.forcedChain, 'MATIC');
      assert.match(polygon.paymentInfo.payeeAddress ?? '', /^0x[0-9a-fA-F]{40}$/u);
      const bsc = await create({ ...COIN_PRICED, orderId: 'bsc', forcedChain: 'BSC' });
      assert.equal(bsc.forcedChain, 'BEP20');
    });

    it('priced in fiat with its coin fixed keeps the rate', async () => {
      const invoice = await create({ ...FIAT_PRICED, orderId: 'rate', currency: 'USDT' });
      assert.deepEqual(
        [invoice.fiat, invoice.fiatAmount, invoice.currency, invoice.type],
        ['USD', '14.89', 'USDT', 1],
      );
      assert.deepEqual(invoice.exchangeRate, { rate: { USDT: '0.99990947' } });
      assert.equal(invoice.paymentInfo.totalAmount, '14.891348');
      assert.equal(invoice.paymentInfo.payeeAddress, null);
    });

    it('priced in fiat alone leaves the coin to the payer', async () => {
      const invoice = await create({ ...FIAT_PRICED, orderId: 'open' });
      assert.equal(invoice.currency, null);
      assert.equal(invoice.currencyInfo, null);
      assert.equal(invoice.paymentInfo.totalAmount, null);
      assert.equal(invoice.exchangeRate?.rate.USDT, '0.99990947');
      const payable = invoice.currencies.map(({ currency }) => currency);
      assert.deepEqual(payable, Object.keys(invoice.exchangeRate?.rate ?? {}));
      assert.ok(payable.includes('BTC') && payable.includes('BCNY'));
      const fiats = invoice.fiatCurrencies.map(({ name }) => name);
      assert.deepEqual(fiats, ['CNY', 'USD', 'EUR', 'HKD', 'INR', 'IDR', 'PHP', 'THB']);
    });

    it('is read back by either number as it was created', async () => {
      const body = {
        ...FIAT_PRICED,
        orderId: 'read back/%',
        metadata: { cart: '17' },
        payerEmail: 'payer@example.com',
      };
      const invoice = await create(body);
      const byNumber = await gateway.call('GET', `/v2/invoices/${invoice.invoiceId}`);
      assert.deepEqual(byNumber.envelope.data, invoice);
      const byOrder = await gateway.call('GET', `/v2/invoices/merchant/${encodeURIComponent('read back/%')}`);
      assert.deepEqual(byOrder.envelope.data, invoice);
      assert.deepEqual([invoice.metadata, invoice.payerEmail], [{ cart: '17' }, 'payer@example.com']);
    });

    it('names its merchant and a page to pay on', async () => {
      const invoice = await create({ ...COIN_PRICED, orderId: 'cashier' }, { publicUrl: OTHER_PUBLIC_URL });
      assert.deepEqual(
        [invoice.merchantCode, invoice.merchantName],
        [gateway.credentials.merchantNo, 'Shop'],
      );
      assert.equal(invoice.cashierUrl, `${PUBLIC_URL}/checkout/basicex/${invoice.invoiceId}`);
    });

    it('expires after an hour, at its very millisecond', async () => {
      const { invoiceId } = await create({ ...COIN_PRICED, orderId: 'expires' });
      const status = async () =>
        ((await gateway.call('GET', `/v2/invoices/${invoiceId}`)).envelope.data as InvoiceObject).status;
      gateway.environment.advance(60 * MINUTE_MILLISECONDS - 1);
      assert.equal(await status(), 'created');
      gateway.environment.advance(1);
      assert.equal(await status(), 'expired');
    });

    it('is created from the first example, which spells orderNo', async () => {
      const { orderId: _, ...nameless } = COIN_PRICED;
      const invoice = await create({ orderNo: '2023082300001', ...nameless });
      assert.equal(invoice.merOrderId, '2023082300001');
    });

    it('can have its webhooks sent to this machine, in the sandbox', async () => {
      await create({ ...COIN_PRICED, orderId: 'loopback', notificationUrl: 'http://127.0.0.1:9000/hook' });
    });

    it('keeps what its webhooks will need', async () => {
      await create({ ...COIN_PRICED, orderId: 'kept', sendPaidNotification: true });
      const kept = await findInvoice(gateway.core.reader, {
        merchantId: gateway.merchant.id,
        dialect: 'basicex',
        orderNumber: 'kept',
      });
      assert.deepEqual(kept?.extra, {
        notificationUrl: COIN_PRICED.notificationUrl,
        sendPaidNotification: true,
      });
    });
  });

  describe('an order number', () => {
    it('is used once: the second invoice is refused, and the first stands', async () => {
      const invoice = await create({ ...COIN_PRICED, orderId: 'twice' });
      const second = await gateway.call('POST', '/v2/invoices', {
        body: { ...COIN_PRICED, orderId: 'twice', amount: 1 },
      });
      assert.equal(second.status, 400);
      assert.deepEqual(
        [second.envelope.code, second.envelope.param, second.envelope.data],
        ['GW400003', 'orderId', null],
      );
      const read = await gateway.call('GET', '/v2/invoices/merchant/twice');
      assert.deepEqual(read.envelope.data, invoice);
    });

    it('sent a hundred times at once has one effect', async () => {
      const body = JSON.stringify({ ...COIN_PRICED, orderId: 'parallel' });
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => gateway.call('POST', '/v2/invoices', { body })),
      );
      const statuses = Map.groupBy(answers, ({ status }) => status);
      assert.deepEqual([statuses.get(200)?.length, statuses.get(400)?.length], [1, 99]);
      const { total } = await listInvoices(gateway.core.reader, {
        merchantId: gateway.merchant.id,
        dialect: 'basicex',
        orderNumber: 'parallel',
        offset: 0,
        limit: 1,
        now: gateway.environment.now(),
      });
      assert.equal(total, 1);
    });

    it('is unique for each merchant, not among them', async () => {
      const { credentials } = await gateway.newMerchant();
      const first = await create({ ...COIN_PRICED, orderId: 'shared' });
      const second = await create({ ...COIN_PRICED, orderId: 'shared' }, { credentials });
      assert.notEqual(first.invoiceId, second.invoiceId);
    });
  });

  describe('an invoice that cannot be found', () => {
    const isNotFound = (answer: Awaited<ReturnType<TestBasicex['call']>>) => {
      assert.deepEqual([answer.status, answer.envelope.code, answer.envelope.data], [500, 'GW501102', null]);
    };

    for (const [what, path] of [
      ['was never created', '/v2/invoices/40620260101080000000000000000000'],
      ['has a number of another form', '/v2/invoices/merchant'],
      ['has an order number of another form', '/v2/invoices/merchant/%E6%B5%8B'],
      ['has an order number that was never used', '/v2/invoices/merchant/nothing'],
    ] as const) {
      it(what, async () => isNotFound(await gateway.call('GET', path)));
    }

    it("is another merchant's", async () => {
      const { credentials } = await gateway.newMerchant();
      const { invoiceId } = await create({ ...COIN_PRICED, orderId: 'mine' });
      isNotFound(await gateway.call('GET', `/v2/invoices/${invoiceId}`, { credentials }));
      isNotFound(await gateway.call('GET', '/v2/invoices/merchant/mine', { credentials }));
    });
  });
});
