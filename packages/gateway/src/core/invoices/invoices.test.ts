import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { selectEvents } from '../../store/queries/outbox.ts';
import { cancelInvoice } from './cancel.ts';
import { draftInvoice, type Invoice, type InvoiceCommand, payerOf } from './draft.ts';
import { createInvoice, findInvoice, listInvoices } from './invoices.ts';
import { type InvoiceState, stateAt } from './state.ts';

const usd = requireAsset('USD');
const usdt = requireAsset('USDT');
const LIFETIME = 3_600_000;

onEachEngine('an invoice', (opened) => {
  let numbers = 0;
  /** A command like no other before it: 100.00 USD, coin not chosen. */
  const command = (more: Partial<InvoiceCommand> = {}): InvoiceCommand => {
    numbers += 1;
    return {
      merchantId: opened().merchantId,
      dialect: 'basicex',
      number: `number-${numbers}`,
      orderNumber: `order-${numbers}`,
      priced: amountOf(usd, 10_000n),
      description: 'A book',
      expiresAt: opened().environment.now() + LIFETIME,
      ...more,
    };
  };
  const payable: Partial<InvoiceCommand> = {
    due: amountOf(usdt, 101_000_000n),
    rate: '1.01',
    network: 'tron',
    addressExpiresAt: 1_767_226_200_000,
  };

  const create = async (of: InvoiceCommand) => {
    const { core } = opened();
    const draft = await draftInvoice(core, of);
    return core.perform((transaction) => createInvoice(transaction, core, draft));
  };
  const created = async (of: InvoiceCommand): Promise<Invoice> => {
    const creation = await create(of);
    assert.ok(creation.created);
    return creation.invoice;
  };
  const cancel = (of: { merchantId: string; dialect: string; number: string }) => {
    const { core } = opened();
    return core.perform((transaction) => cancelInvoice(transaction, core, of));
  };
  const receive = (invoice: Invoice, more: string) =>
    opened().store.transaction((transaction) =>
      transaction.run(`update invoices set ${more} where merchant_id = $1 and id = $2`, [
        invoice.merchantId,
        invoice.id,
      ]),
    );

  it('is read back as it was created, by either number', async () => {
    const { core, environment, merchantId } = opened();
    const of = command({ ...payable, extra: { buyerId: '7', metadata: { a: 'b' } } });
    const invoice = await created(of);
    assert.deepEqual(invoice, {
      ...of,
      id: invoice.id,
      address: invoice.address,
      addressKind: 'transparent',
      storedState: 'pending',
      received: 0n,
      createdAt: environment.now(),
      updatedAt: environment.now(),
    });
    const { dialect, number, orderNumber = '' } = of;
    assert.deepEqual(await findInvoice(core.reader, { merchantId, dialect, number }), invoice);
    assert.deepEqual(await findInvoice(core.reader, { merchantId, dialect, orderNumber }), invoice);
  });

  it('keeps who pays so that the store cannot be read for it', async () => {
    const { core, merchantId, store } = opened();
    const payer = { payerEmail: 'ada@example.com', metadata: { cart: '17' } };
    const { id, number, dialect } = await created(command({ ...payable, payer }));
    const found = await findInvoice(core.reader, { merchantId, dialect, number });
    assert.deepEqual(found && payerOf(core, found), payer);
    const row = await store.get('select * from invoices where id = $1', [id]);
    assert.ok(row?.payer instanceof Uint8Array);
    assert.ok(Object.values(row).every((value) => !Buffer.from(String(value)).includes('ada@example.com')));
    assert.ok(!Buffer.from(row.payer).includes('ada@example.com'));
    assert.deepEqual(payerOf(core, await created(command(payable))), {});
  });

  it('says where to pay only once a coin and a network are chosen', async () => {
    assert.match((await created(command(payable))).address ?? '', /^T[1-9A-HJ-NP-Za-km-z]{33}$/);
    assert.equal((await created(command())).address, undefined);
    const { network: _, ...withoutNetwork } = payable;
    assert.equal((await created(command(withoutNetwork))).address, undefined);
  });

  it('has an address of the kind that was asked for', async () => {
    const blkc = amountOf(requireAsset('BLKC'), 1_250_000_000n);
    const of = command({ priced: blkc, due: blkc, network: 'blackhat', addressKind: 'shielded' });
    const { addressKind, address } = await created(of);
    assert.equal(addressKind, 'shielded');
    assert.match(address ?? '', /^ps1/);
  });

  it('is not drafted where its coin cannot be paid', async () => {
    const of = command({ ...payable, network: 'bitcoin' });
    await assert.rejects(draftInvoice(opened().core, of), { code: 'asset_not_on_network' });
  });

  it('is created once per order number: another gets the first', async () => {
    const first = await created(command());
    const { orderNumber = '' } = first;
    const again = await create(command({ orderNumber, priced: amountOf(usd, 1n) }));
    assert.deepEqual(again, { created: false, existing: first });
  });

  it('is created once per order number, of many at once, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const orderNumber = 'wanted by many';
    const creations = await Promise.all(
      Array.from({ length: 30 }, async (_, copy) => {
        const each = copy % 2 === 0 ? core : elsewhere;
        const draft = await draftInvoice(each, command({ orderNumber }));
        return each.perform((transaction) => createInvoice(transaction, each, draft));
      }),
    );
    const winners = creations.filter((creation) => creation.created);
    assert.equal(winners.length, 1);
    const ids = creations.map((creation) => (creation.created ? creation.invoice : creation.existing).id);
    assert.equal(new Set(ids).size, 1);
  });

  it('keeps order numbers apart per merchant and dialect, and needs none', async () => {
    const { newMerchant } = opened();
    const { orderNumber = '', ...first } = await created(command());
    assert.ok((await create(command({ orderNumber, dialect: 'anexpay' }))).created);
    assert.ok((await create(command({ orderNumber, merchantId: await newMerchant() }))).created);
    const { orderNumber: _, ...none } = command();
    assert.ok((await create(none)).created);
    assert.ok((await create({ ...none, number: `${first.number} again` })).created);
  });

  it('is not created over another with the same number of ours', async () => {
    const { number } = await created(command());
    await assert.rejects(create(command({ number })));
  });

  it('of another merchant or dialect is not found', async () => {
    const { core, merchantId, newMerchant } = opened();
    const { number, dialect } = await created(command());
    assert.equal(
      await findInvoice(core.reader, { merchantId: await newMerchant(), dialect, number }),
      undefined,
    );
    assert.equal(await findInvoice(core.reader, { merchantId, dialect: 'anexpay', number }), undefined);
  });

  it('leaves word of its creation, once', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const { id, orderNumber = '' } = await created(command({ merchantId }));
    await create(command({ merchantId, orderNumber }));
    const events = await selectEvents(core.reader, { merchantId, afterId: '', limit: 10 });
    assert.deepEqual(
      events.map(({ kind, subjectId, dialect }) => [kind, subjectId, dialect]),
      [['invoice.created', id, 'basicex']],
    );
  });

  it('is cancelled while it waits and has received nothing', async () => {
    const { core, environment, newMerchant } = opened();
    const merchantId = await newMerchant();
    const invoice = await created(command({ merchantId }));
    environment.advance(5);
    const cancelled = { ...invoice, storedState: 'cancelled', updatedAt: environment.now() } as const;
    assert.deepEqual(await cancel(invoice), { outcome: 'cancelled', invoice: cancelled });
    assert.deepEqual(await findInvoice(core.reader, invoice), cancelled);
    const events = await selectEvents(core.reader, { merchantId, afterId: '', limit: 10 });
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['invoice.created', 'invoice.cancelled'],
    );
  });

  const refusals: readonly (readonly [InvoiceState, string])[] = [
    ['pending', 'received_minor = 1'],
    ['confirming', "state = 'confirming', received_minor = 101000000"],
    ['paid', "state = 'paid', paid_at = 1, received_minor = 101000000"],
    ['cancelled', "state = 'cancelled'"],
    ['expired', 'expires_at = created_at + 1, created_at = created_at - 1'],
  ];
  for (const [state, change] of refusals) {
    it(`is not cancelled when it is ${state}${state === 'pending' ? ' with part received' : ''}`, async () => {
      const { core, environment } = opened();
      const invoice = await created(command());
      await receive(invoice, change);
      environment.advance(1);
      const kept = await findInvoice(core.reader, invoice);
      assert.deepEqual(await cancel(invoice), { outcome: 'refused', invoice: kept, state });
      assert.deepEqual(await findInvoice(core.reader, invoice), kept);
    });
  }

  it('is not cancelled where there is none, or in the name of another merchant', async () => {
    const invoice = await created(command());
    assert.deepEqual(await cancel({ ...invoice, number: 'none' }), { outcome: 'not_found' });
    const stranger = { ...invoice, merchantId: await opened().newMerchant() };
    assert.deepEqual(await cancel(stranger), { outcome: 'not_found' });
  });

  it('is held by the store to what makes sense', async () => {
    const invoice = await created(command(payable));
    const nonsense = [
      "state = 'lost'",
      "state = 'paid'",
      'paid_at = 1',
      'received_minor = -1',
      'priced_minor = 0',
      'due_minor = null',
      'network = null',
      'expires_at = created_at',
    ];
    for (const change of nonsense) await assert.rejects(receive(invoice, change), change);
  });
});

onEachEngine('a list of invoices', (opened) => {
  /** Two shops with an invoice in each state, and one of another dialect. */
  const fill = async () => {
    const { core, environment, newMerchant, store } = opened();
    const merchantId = await newMerchant();
    const changes = [
      '',
      "state = 'confirming'",
      "state = 'paid', paid_at = 1",
      "state = 'cancelled'",
      'expires_at = created_at, created_at = created_at - 1',
      'expires_at = created_at, created_at = created_at - 1, received_minor = 1',
    ];
    const now = environment.now();
    for (const [index, change] of changes.entries()) {
      for (const shopId of ['shop-1', 'shop-2']) {
        const number = `${shopId}-${index}`;
        const expiresAt = now + LIFETIME;
        const priced = amountOf(usd, 1n);
        const orderNumber = `order ${number}`;
        const of = { merchantId, dialect: 'blackhat', number, orderNumber, shopId, priced, expiresAt };
        const draft = await draftInvoice(core, { ...of, description: '' });
        await core.perform((transaction) => createInvoice(transaction, core, draft));
        if (change === '') continue;
        const update = `update invoices set ${change} where merchant_id = $1 and id = $2`;
        await store.transaction((transaction) => transaction.run(update, [merchantId, draft.id]));
      }
    }
    const other = { merchantId, dialect: 'anexpay', number: '1', priced: amountOf(usd, 1n), description: '' };
    const draft = await draftInvoice(core, { ...other, expiresAt: now + LIFETIME });
    await core.perform((transaction) => createInvoice(transaction, core, draft));
    return { merchantId, dialect: 'blackhat', now };
  };
  const numbers = async (of: Parameters<typeof listInvoices>[1]) => {
    const { invoices, total } = await listInvoices(opened().core.reader, of);
    return { numbers: invoices.map(({ number }) => number), total };
  };

  it('is of one merchant and dialect, newest first, by pages', async () => {
    const of = await fill();
    const all = await numbers({ ...of, offset: 0, limit: 100 });
    assert.equal(all.total, 12);
    assert.deepEqual(all.numbers.slice(0, 3), ['shop-2-5', 'shop-1-5', 'shop-2-4']);
    const pages = [];
    for (const offset of [0, 5, 10, 15]) pages.push(await numbers({ ...of, offset, limit: 5 }));
    assert.deepEqual(
      pages.map(({ numbers, total }) => [numbers.length, total]),
      [
        [5, 12],
        [5, 12],
        [2, 12],
        [0, 12],
      ],
    );
    assert.deepEqual(
      pages.flatMap(({ numbers }) => numbers),
      all.numbers,
    );
  });

  it('can be of one shop, one order number, one state, or all of these', async () => {
    const of = { ...(await fill()), offset: 0, limit: 100 };
    assert.equal((await numbers({ ...of, shopId: 'shop-1' })).total, 6);
    assert.deepEqual((await numbers({ ...of, orderNumber: 'order shop-2-3' })).numbers, ['shop-2-3']);
    assert.deepEqual((await numbers({ ...of, state: 'paid' })).numbers, ['shop-2-2', 'shop-1-2']);
    const narrow = { ...of, shopId: 'shop-2', state: 'cancelled', orderNumber: 'order shop-2-3' } as const;
    assert.deepEqual(await numbers(narrow), { numbers: ['shop-2-3'], total: 1 });
    assert.deepEqual(await numbers({ ...narrow, shopId: 'shop-1' }), { numbers: [], total: 0 });
  });

  it('judges states as everything else does', async () => {
    const of = { ...(await fill()), offset: 0, limit: 100 };
    const states = ['pending', 'confirming', 'paid', 'underpaid', 'expired', 'cancelled'] as const;
    for (const now of [of.now - 1, of.now, of.now + LIFETIME - 1, of.now + LIFETIME]) {
      const { invoices } = await listInvoices(opened().core.reader, { ...of, now });
      for (const state of states) {
        const expected = invoices.filter((invoice) => stateAt(invoice, now) === state);
        const listed = await listInvoices(opened().core.reader, { ...of, now, state });
        assert.deepEqual(listed, { invoices: expected, total: expected.length }, `${state} at ${now}`);
      }
    }
  });
});
