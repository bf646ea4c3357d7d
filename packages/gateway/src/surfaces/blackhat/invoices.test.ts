import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type BlackhatInvoice,
  type BlackhatMerchant,
  INVOICE,
  onEachEngine,
  type Parameters,
} from '../../../../../test/support/blackhat.ts';
import { createShop, findInvoice, recordDeposit } from '../../core/index.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { isValidAddress } from '../../rails/addresses/address.ts';

const HOUR_MILLISECONDS = 3_600_000;

interface Page {
  readonly items: readonly BlackhatInvoice[];
  readonly total: number;
}

onEachEngine('a BlackHat invoice', (opened) => {
  const read = async (invoice_id: string, merchant = opened().merchant) =>
    opened().call({ method: 'getInvoice', parameters: { invoice_id }, merchant });
  const cancel = (invoice_id: string, merchant = opened().merchant) =>
    opened().call({ method: 'cancelInvoice', parameters: { invoice_id }, merchant });

  it('is read back as it was created', async () => {
    const created = await opened().createInvoice({ order_id: 'same' });
    const { status, result } = await read(created.invoice_id);
    assert.equal(status, 200);
    assert.deepEqual(result, created);
    assert.match(
      created.invoice_id,
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
  });

  for (const payment_type of ['transparent', 'shielded'] as const) {
    it(`has a ${payment_type} address of its own, which is in its uri`, async () => {
      const { createInvoice } = opened();
      const invoices = [await createInvoice({ payment_type }), await createInvoice({ payment_type })];
      for (const { address, payment_uri, payment_type: told } of invoices) {
        assert.ok(isValidAddress('blackhat', address), address);
        assert.equal(payment_uri, `blkc:${address}?amount=12.50000000`);
        assert.equal(told, payment_type);
        assert.match(address, payment_type === 'shielded' ? /^ps1/u : /^B/u);
      }
      assert.notEqual(invoices[0]?.address, invoices[1]?.address);
    });
  }

  describe('lives', () => {
    it('an hour, unless told otherwise', async () => {
      const { created_at, expires_at } = await opened().createInvoice();
      assert.equal(Date.parse(expires_at) - Date.parse(created_at), HOUR_MILLISECONDS);
    });

    it('until its very last millisecond', async () => {
      const { createInvoice, environment } = opened();
      const { invoice_id } = await createInvoice({ expires_in: '300' });
      const status = async () => ((await read(invoice_id)).result as BlackhatInvoice).status;
      environment.advance(299_999);
      assert.equal(await status(), 'pending');
      environment.advance(1);
      assert.equal(await status(), 'expired');
    });
  });

  describe('of an order_id', () => {
    it('is there once: the same order again gives the same invoice', async () => {
      const { createInvoice } = opened();
      const first = await createInvoice({ order_id: 'once' });
      const again = { order_id: 'once', amount: '12.50', description: 'Other words', expires_in: '300' };
      assert.deepEqual(await createInvoice(again), first);
    });

    const OTHERS: readonly Parameters[] = [
      { amount: '12.50000001' },
      { payment_type: 'shielded' },
      { store_id: 'second' },
    ];
    for (const other of OTHERS) {
      it(`is refused with another ${Object.keys(other)}`, async () => {
        const { createInvoice, call, newMerchant, core } = opened();
        const merchant = await newMerchant();
        await core.perform((transaction) =>
          createShop(transaction, core, {
            merchantId: merchant.id,
            dialect: 'blackhat',
            number: 'second',
            name: 'Second Shop',
            confirmed: true,
          }),
        );
        const { invoice_id } = await createInvoice({ order_id: 'once' }, merchant);
        const parameters = { store_id: '7', ...INVOICE, order_id: 'once', ...other };
        const { status, error } = await call({ method: 'createInvoice', parameters, merchant });
        assert.deepEqual([status, error.code, error.parameter], [409, 'DUPLICATE_ORDER', 'order_id']);
        assert.equal(((await read(invoice_id, merchant)).result as BlackhatInvoice).amount, '12.50000000');
      });
    }

    it("may have another merchant's number", async () => {
      const { createInvoice, newMerchant } = opened();
      const ours = await createInvoice({ order_id: 'shared' });
      const theirs = await createInvoice({ order_id: 'shared' }, await newMerchant());
      assert.notEqual(theirs.invoice_id, ours.invoice_id);
    });
  });

  describe('is cancelled', () => {
    it('for good', async () => {
      const { createInvoice, environment } = opened();
      const invoice = await createInvoice();
      const { status, result } = await cancel(invoice.invoice_id);
      assert.equal(status, 200);
      assert.deepEqual(result, { ...invoice, status: 'cancelled' });
      environment.advance(2 * HOUR_MILLISECONDS);
      assert.equal(((await read(invoice.invoice_id)).result as BlackhatInvoice).status, 'cancelled');
    });

    it('only while it waits: not twice, not after its end', async () => {
      const { createInvoice, environment } = opened();
      const [cancelled, expired] = [await createInvoice(), await createInvoice()];
      await cancel(cancelled.invoice_id);
      environment.advance(HOUR_MILLISECONDS);
      for (const [{ invoice_id }, state] of [
        [cancelled, 'cancelled'],
        [expired, 'expired'],
      ] as const) {
        const { status, error } = await cancel(invoice_id);
        assert.deepEqual([status, error.code], [409, 'INVALID_STATE']);
        assert.match(error.message ?? '', new RegExp(`this one is ${state}\\.$`, 'u'));
      }
    });

    it('only where nothing was received', async () => {
      const { createInvoice } = opened();
      const { invoice_id } = await createInvoice();
      await receive(invoice_id, 'seen', 1n);
      assert.equal((await cancel(invoice_id)).error.code, 'INVALID_STATE');
    });
  });

  /** What a rail would report. */
  const receive = async (
    number: string,
    state: 'seen' | 'confirmed',
    minor: bigint,
    { id: merchantId } = opened().merchant,
  ) => {
    const { core } = opened();
    const found = await findInvoice(core.reader, { merchantId, dialect: 'blackhat', number });
    const subject = { merchantId, dialect: 'blackhat', kind: 'invoice', id: found?.id ?? '' } as const;
    const amount = amountOf(requireAsset('BLKC'), minor);
    const of = { type: 'deposit', rail: 'sandbox', externalId: number, occurredAt: 1 } as const;
    await recordDeposit(core, { ...of, subject, amount, state });
  };

  it('shows what was received, and when it was paid', async () => {
    const { createInvoice, environment } = opened();
    const { invoice_id } = await createInvoice();
    await receive(invoice_id, 'confirmed', 1_250_000_001n);
    const { result } = await read(invoice_id);
    const { status, amount_received, paid_at } = result as Record<string, string>;
    const paidAt = new Date(environment.now()).toISOString();
    assert.deepEqual([status, amount_received, paid_at], ['paid', '12.50000001', paidAt]);
  });

  describe('of another merchant', () => {
    it('is as absent as one that never was', async () => {
      const { createInvoice, newMerchant } = opened();
      const stranger = await newMerchant();
      const { invoice_id } = await createInvoice();
      const absent = '0549991d-e3ea-476b-a8fa-5921a257c33a';
      for (const attempt of [read, cancel]) {
        const foreign = await attempt(invoice_id, stranger);
        const never = await attempt(absent, stranger);
        assert.equal(foreign.status, 404);
        assert.equal(foreign.text.replaceAll(invoice_id, '…'), never.text.replaceAll(absent, '…'));
      }
      assert.equal(((await read(invoice_id)).result as BlackhatInvoice).status, 'pending');
    });

    it('is in no list', async () => {
      const { createInvoice, newMerchant } = opened();
      await createInvoice({ order_id: 'unseen' });
      assert.deepEqual(await list({ order_id: 'unseen' }, await newMerchant()), { items: [], total: 0 });
    });
  });

  const list = async (parameters: Parameters, merchant: BlackhatMerchant): Promise<Page> =>
    (await opened().call({ method: 'getInvoices', parameters, merchant })).result as Page;

  describe('is listed', () => {
    const several = async () => {
      const { createInvoice, newMerchant, environment } = opened();
      const merchant = await newMerchant();
      const created: BlackhatInvoice[] = [];
      for (const order_id of ['A', 'B', 'C', 'D', 'E']) {
        created.push(await createInvoice({ order_id }, merchant));
        environment.advance(1);
      }
      const page = (parameters: Parameters) => list(parameters, merchant);
      return { merchant, created, page };
    };
    const orders = ({ items }: Page) => items.map(({ order_id }) => order_id).join('');

    it('newest first, as it is read', async () => {
      const { created, page } = await several();
      assert.deepEqual(await page({}), { items: created.toReversed(), total: 5 });
    });

    it('page by page, with how many there are in all', async () => {
      const { page } = await several();
      const pages = [];
      for (const offset of ['0', '2', '4', '6']) pages.push(await page({ offset, count: '2' }));
      assert.deepEqual(pages.map(orders), ['ED', 'CB', 'A', '']);
      assert.ok(pages.every(({ total }) => total === 5));
    });

    it('a hundred at a time, unless told otherwise', async () => {
      const { createInvoice, newMerchant } = opened();
      const merchant = await newMerchant();
      for (let each = 0; each < 101; each++) await createInvoice({}, merchant);
      const { items, total } = await list({}, merchant);
      assert.deepEqual([items.length, total], [100, 101]);
    });

    it('by its order_id, after the answer to createInvoice was lost', async () => {
      const { created, page } = await several();
      assert.deepEqual(await page({ order_id: 'C' }), { items: [created[2]], total: 1 });
    });

    it('by its state, which is judged at the clock', async () => {
      const { created, page, merchant } = await several();
      await cancel(created[1]?.invoice_id ?? '', merchant);
      await receive(created[2]?.invoice_id ?? '', 'seen', 1n, merchant);
      assert.equal(orders(await page({ status: 'pending' })), 'EDCA');
      assert.equal(orders(await page({ status: 'cancelled' })), 'B');
      opened().environment.advance(HOUR_MILLISECONDS);
      assert.equal(orders(await page({ status: 'pending' })), '');
      assert.equal(orders(await page({ status: 'expired' })), 'EDA');
      assert.equal(orders(await page({ status: 'underpaid' })), 'C');
      assert.equal((await page({ status: 'expired', count: '1' })).total, 3);
    });

    it('by its store', async () => {
      const { page } = await several();
      assert.equal((await page({ store_id: '7' })).total, 5);
    });
  });
});
