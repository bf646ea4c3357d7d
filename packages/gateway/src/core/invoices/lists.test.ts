import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { createdInvoice, depositOn, INVOICE_LIFETIME, report } from '../../../../../test/support/invoices.ts';
import { cancelInvoice } from './cancel.ts';
import type { Invoice } from './draft.ts';
import { expireInvoice } from './expire.ts';
import { listInvoices, pageInvoices } from './invoices.ts';
import { stateAt } from './state.ts';

onEachEngine('a list of invoices', (opened) => {
  const expire = ({ merchantId, dialect, id }: Invoice) => {
    opened().environment.advance(INVOICE_LIFETIME);
    return expireInvoice(opened().core, { merchantId, dialect, subjectId: id });
  };
  /** What happens to each. Those that nobody has written as expired are overdue at the end. */
  const lives: readonly ((invoice: Invoice) => Promise<unknown>)[] = [
    expire,
    async (invoice) => {
      await report(opened().core, [depositOn(invoice, 'a', 1n)]);
      await expire(invoice);
    },
    (invoice) => report(opened().core, [depositOn(invoice, 'a', 100n, 'seen')]),
    (invoice) => report(opened().core, [depositOn(invoice, 'a', 100n)]),
    (invoice) => opened().core.perform((transaction) => cancelInvoice(transaction, opened().core, invoice)),
    (invoice) => report(opened().core, [depositOn(invoice, 'a', 1n)]),
    async () => {},
  ];

  /** Two shops with an invoice of each life, and one of another dialect. */
  const fill = async () => {
    const { environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    for (const [index, live] of lives.entries()) {
      for (const shopId of ['shop-1', 'shop-2']) {
        const number = `${shopId}-${index}`;
        const of = { merchantId, dialect: 'blackhat', number, orderNumber: `order ${number}`, shopId };
        await live(await createdInvoice(opened(), of));
      }
    }
    await createdInvoice(opened(), { merchantId, dialect: 'anexpay', number: '1' });
    return { merchantId, dialect: 'blackhat', now: environment.now() };
  };
  const numbers = async (of: Parameters<typeof listInvoices>[1]) => {
    const { invoices, total } = await listInvoices(opened().core.reader, of);
    return { numbers: invoices.map(({ number }) => number), total };
  };

  it('is of one merchant and dialect, newest first, by pages', async () => {
    const of = await fill();
    const all = await numbers({ ...of, offset: 0, limit: 100 });
    assert.equal(all.total, 14);
    assert.deepEqual(all.numbers.slice(0, 3), ['shop-2-6', 'shop-1-6', 'shop-2-5']);
    const pages = [];
    for (const offset of [0, 5, 10, 15]) pages.push(await numbers({ ...of, offset, limit: 5 }));
    assert.deepEqual(
      pages.map(({ numbers, total }) => [numbers.length, total]),
      [
        [5, 14],
        [5, 14],
        [4, 14],
        [0, 14],
      ],
    );
    assert.deepEqual(
      pages.flatMap(({ numbers }) => numbers),
      all.numbers,
    );
  });

  it('can be walked to its end, each page from where the last one ended, whatever comes meanwhile', async () => {
    const of = await fill();
    const { numbers: all } = await numbers({ ...of, offset: 0, limit: 100 });
    const walked: string[] = [];
    let before: string | undefined;
    do {
      const page = { ...of, limit: 4, ...(before !== undefined && { before }) };
      const { invoices, next } = await pageInvoices(opened().core.reader, page);
      walked.push(...invoices.map(({ number }) => number));
      await createdInvoice(opened(), of);
      before = next;
    } while (before !== undefined);
    assert.deepEqual(walked, all);
    const paid = await pageInvoices(opened().core.reader, { ...of, state: 'paid', limit: 2 });
    assert.deepEqual(
      [paid.invoices.map(({ number }) => number), paid.next],
      [['shop-2-3', 'shop-1-3'], undefined],
    );
  });

  it('can be of one shop, one order number, one state, or all of these', async () => {
    const of = { ...(await fill()), offset: 0, limit: 100 };
    assert.equal((await numbers({ ...of, shopId: 'shop-1' })).total, 7);
    assert.deepEqual((await numbers({ ...of, orderNumber: 'order shop-2-3' })).numbers, ['shop-2-3']);
    assert.deepEqual((await numbers({ ...of, state: 'paid' })).numbers, ['shop-2-3', 'shop-1-3']);
    const narrow = { ...of, shopId: 'shop-2', state: 'cancelled', orderNumber: 'order shop-2-4' } as const;
    assert.deepEqual(await numbers(narrow), { numbers: ['shop-2-4'], total: 1 });
    assert.deepEqual(await numbers({ ...narrow, shopId: 'shop-1' }), { numbers: [], total: 0 });
  });

  it('judges states as everything else does', async () => {
    const of = { ...(await fill()), offset: 0, limit: 100 };
    const states = ['pending', 'confirming', 'paid', 'underpaid', 'expired', 'cancelled'] as const;
    const seen = new Set<string>();
    for (const now of [of.now, of.now + INVOICE_LIFETIME - 1, of.now + INVOICE_LIFETIME]) {
      const { invoices } = await listInvoices(opened().core.reader, { ...of, now });
      for (const state of states) {
        const expected = invoices.filter((invoice) => stateAt(invoice, now) === state);
        if (expected.length > 0) seen.add(state);
        const listed = await listInvoices(opened().core.reader, { ...of, now, state });
        assert.deepEqual(listed, { invoices: expected, total: expected.length }, `${state} at ${now}`);
      }
    }
    assert.deepEqual([...seen].toSorted(), states.toSorted());
  });
});
