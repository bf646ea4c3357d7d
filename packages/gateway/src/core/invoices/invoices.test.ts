import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { eventsOf } from '../../../../../test/support/events.ts';
import {
  createdFrom,
  createdInvoice,
  creationOf,
  invoiceCommand,
  undecidedCommand,
} from '../../../../../test/support/invoices.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { selectDueWork } from '../../store/queries/due-work.ts';
import { draftInvoice, type InvoiceCommand, payerOf } from './draft.ts';
import { createInvoice, findInvoice } from './invoices.ts';

const usdt = requireAsset('USDT');
const DAY_MILLISECONDS = 24 * 60 * 60_000;

onEachEngine('an invoice', (opened) => {
  const command = (more: Partial<InvoiceCommand> = {}) => invoiceCommand(opened(), more);

  it('is read back as it was created, by its id and by either number', async () => {
    const { core, environment, merchantId } = opened();
    const of = command({
      rate: '1.01',
      rateExpiresAt: environment.now() + 1,
      tolerance: amountOf(usdt, 5n),
      addressExpiresAt: 1_767_226_200_000,
      fingerprint: 'as the merchant said it',
      extra: { buyerId: '7', metadata: { a: 'b' } },
    });
    const invoice = await createdFrom(core, of);
    const { dialect, number, orderNumber = '', expiresAt } = of;
    assert.deepEqual(invoice, {
      ...of,
      id: invoice.id,
      tolerance: 5n,
      address: invoice.address,
      addressKind: 'transparent',
      storedState: 'pending',
      exception: 'none',
      received: 0n,
      confirmed: 0n,
      captured: 0n,
      refunding: 0n,
      createdAt: environment.now(),
      updatedAt: environment.now(),
      watchedUntil: expiresAt + DAY_MILLISECONDS,
    });
    const { id } = invoice;
    assert.deepEqual(await findInvoice(core.reader, { merchantId, dialect, id }), invoice);
    assert.deepEqual(await findInvoice(core.reader, { merchantId, dialect, number }), invoice);
    assert.deepEqual(await findInvoice(core.reader, { merchantId, dialect, orderNumber }), invoice);
  });

  it('keeps who pays so that the store cannot be read for it', async () => {
    const { core, merchantId, store } = opened();
    const payer = { payerEmail: 'ada@example.com', metadata: { cart: '17' } };
    const { id, number, dialect } = await createdInvoice(opened(), { payer });
    const found = await findInvoice(core.reader, { merchantId, dialect, number });
    assert.deepEqual(found && payerOf(core, found), payer);
    const row = await store.get('select * from invoices where id = $1', [id]);
    assert.ok(row?.payer instanceof Uint8Array);
    assert.ok(Object.values(row).every((value) => !Buffer.from(String(value)).includes('ada@example.com')));
    assert.ok(!Buffer.from(row.payer).includes('ada@example.com'));
    assert.deepEqual(payerOf(core, await createdInvoice(opened())), {});
  });

  it('says where to pay only once a coin and a network are chosen', async () => {
    const { core } = opened();
    assert.match((await createdInvoice(opened())).address ?? '', /^T[1-9A-HJ-NP-Za-km-z]{33}$/);
    assert.equal((await createdFrom(core, undecidedCommand(opened()))).address, undefined);
    const { network: _, ...withoutNetwork } = command();
    assert.equal((await createdFrom(core, withoutNetwork)).address, undefined);
  });

  it('has an address of the kind that was asked for', async () => {
    const blkc = amountOf(requireAsset('BLKC'), 1_250_000_000n);
    const of = { priced: blkc, due: blkc, network: 'blackhat', addressKind: 'shielded' } as const;
    const { addressKind, address } = await createdInvoice(opened(), of);
    assert.equal(addressKind, 'shielded');
    assert.match(address ?? '', /^ps1/);
  });

  it('is not drafted where its coin cannot be paid', async () => {
    const of = command({ network: 'bitcoin' });
    await assert.rejects(draftInvoice(opened().core, of), { code: 'asset_not_on_network' });
  });

  it('is not drafted with a tolerance of all that is due, or of something that is not', async () => {
    const { core } = opened();
    await assert.rejects(draftInvoice(core, command({ tolerance: amountOf(usdt, 100n) })), RangeError);
    const usd = amountOf(requireAsset('USD'), 1n);
    await assert.rejects(draftInvoice(core, command({ tolerance: usd })), { code: 'different_assets' });
    const undecided = undecidedCommand(opened(), { tolerance: amountOf(usdt, 1n) });
    await assert.rejects(draftInvoice(core, undecided), RangeError);
  });

  it('is created once per order number: the same command again gets the first, another is told of it', async () => {
    const { core, environment } = opened();
    const of = command({ payer: { name: 'Ada' } });
    const { id, merchantId, dialect } = await createdFrom(core, of);
    const first = await findInvoice(core.reader, { id, merchantId, dialect });
    environment.advance(1_000);
    const later = { ...of, number: 'another', expiresAt: of.expiresAt + 1_000, rate: '2', payer: {} };
    assert.deepEqual(await creationOf(core, later), { outcome: 'repeated', invoice: first });
    const others: Partial<InvoiceCommand>[] = [
      { priced: amountOf(usdt, 1n) },
      { description: 'Another book' },
      { shopId: 'another' },
      { extra: { other: true } },
    ];
    for (const other of others) {
      const again = await creationOf(core, { ...later, ...other });
      assert.deepEqual(again, { outcome: 'conflict', existing: first });
    }
  });

  it('is told from another command by what the merchant said, where that is told', async () => {
    const { core } = opened();
    const of = command({ fingerprint: 'one' });
    const first = await createdFrom(core, of);
    const again = await creationOf(core, { ...of, number: 'again', description: 'other' });
    assert.deepEqual(again, { outcome: 'repeated', invoice: first });
    const other = await creationOf(core, { ...of, number: 'other', fingerprint: 'two' });
    assert.deepEqual(other, { outcome: 'conflict', existing: first });
  });

  it('is created once per order number, of many at once, in however many processes', async () => {
    const { core, elsewhere = core } = opened();
    const orderNumber = 'wanted by many';
    const creations = await Promise.all(
      Array.from({ length: 30 }, (_, copy) => {
        const each = copy % 2 === 0 ? core : elsewhere;
        return creationOf(each, command({ orderNumber }));
      }),
    );
    const outcomes = creations.map(({ outcome }) => outcome);
    assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
    assert.equal(outcomes.filter((outcome) => outcome === 'repeated').length, 29);
    const ids = creations.map((each) => (each.outcome === 'conflict' ? each.existing : each.invoice).id);
    assert.equal(new Set(ids).size, 1);
  });

  it('is created once, of many at once that have the same number from the gateway too', async () => {
    const { core, elsewhere = core } = opened();
    for (let order = 0; order < 10; order += 1) {
      const same = command({ orderNumber: `same ${order}`, number: `same ${order}` });
      const copies = Array.from({ length: 16 }, (_, copy) =>
        creationOf(copy % 2 === 0 ? core : elsewhere, same),
      );
      const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome);
      assert.equal(outcomes.filter((outcome) => outcome === 'created').length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === 'repeated').length, 15);
    }
  });

  it('keeps order numbers apart per merchant and dialect, and needs none', async () => {
    const { core, newMerchant } = opened();
    const first = await createdInvoice(opened());
    const { orderNumber = '' } = first;
    await createdInvoice(opened(), { orderNumber, dialect: 'anexpay' });
    await createdInvoice(opened(), { orderNumber, merchantId: await newMerchant() });
    const { orderNumber: _, ...none } = command();
    await createdFrom(core, none);
    await createdFrom(core, { ...none, number: `${first.number} again` });
  });

  it('is not created over another with the same number of ours', async () => {
    const { core } = opened();
    const { number } = await createdInvoice(opened());
    await assert.rejects(creationOf(core, command({ number })));
  });

  it('of another merchant or dialect is not found', async () => {
    const { core, merchantId, newMerchant } = opened();
    const { number, dialect, id } = await createdInvoice(opened());
    const stranger = await newMerchant();
    assert.equal(await findInvoice(core.reader, { merchantId: stranger, dialect, number }), undefined);
    assert.equal(await findInvoice(core.reader, { merchantId: stranger, dialect, id }), undefined);
    assert.equal(await findInvoice(core.reader, { merchantId, dialect: 'anexpay', number }), undefined);
  });

  it('leaves word of its creation and a date for its expiry, once', async () => {
    const { core, newMerchant } = opened();
    const merchantId = await newMerchant();
    const of = command({ merchantId });
    const { id, expiresAt } = await createdFrom(core, of);
    await creationOf(core, of);
    const events = await eventsOf(core.reader, merchantId);
    assert.deepEqual(
      events.map(({ kind, subjectId, dialect }) => [kind, subjectId, dialect]),
      [['invoice.created', id, 'basicex']],
    );
    const due = await selectDueWork(core.reader, { now: expiresAt, limit: 1_000 });
    assert.deepEqual(
      due
        .filter((each) => each.merchantId === merchantId)
        .map((each) => [each.kind, each.subjectId, each.dueAt]),
      [['invoice.expiry', id, expiresAt]],
    );
  });

  it('asks three statements of the store to be created, and reads nothing', async () => {
    const { core } = opened();
    const draft = await draftInvoice(core, command());
    const statements: string[] = [];
    await core.perform((transaction) =>
      createInvoice(
        {
          run: (sql, values) => {
            statements.push(sql.slice(0, sql.indexOf('(')).trim());
            return transaction.run(sql, values);
          },
          get: (sql) => Promise.reject(new Error(sql)),
          all: (sql) => Promise.reject(new Error(sql)),
          lock: (sql) => Promise.reject(new Error(sql)),
        },
        core,
        draft,
      ),
    );
    assert.deepEqual(statements, ['insert into invoices', 'insert into outbox', 'insert into due_work']);
  });

  it('is held by the store to what makes sense', async () => {
    const { store } = opened();
    const { merchantId, id } = await createdInvoice(opened());
    const nonsense = [
      "state = 'lost'",
      "state = 'paid'",
      'paid_at = 1',
      'received_minor = -1',
      'confirmed_minor = 1',
      'captured_minor = 1',
      'refunding_minor = 1',
      'priced_minor = 0',
      'due_minor = null',
      'tolerance_minor = due_minor',
      'network = null',
      'expires_at = created_at',
      'watched_until = expires_at - 1',
    ];
    for (const change of nonsense) {
      const update = `update invoices set ${change} where merchant_id = $1 and id = $2`;
      const work = store.transaction((transaction) => transaction.run(update, [merchantId, id]));
      await assert.rejects(work, change);
    }
  });
});
