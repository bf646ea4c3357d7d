import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import { refundsOn } from '../../../../../test/support/refunds.ts';
import { DESTINATION } from '../../../../../test/support/sendings.ts';
import type { Core } from '../core.ts';
import { listRefunds, type Refund } from './refund.ts';

onEachEngine('what is kept of a refund', (opened) => {
  const { setUp, commandOf, requested, work, say, refundingOf } = refundsOn(opened);

  it('is listed by page, newest first, by payment and state', async () => {
    const { core, invoice, merchantId } = await setUp();
    const refunds: Refund[] = [];
    for (const amount of [1n, 2n, 3n]) refunds.push(await requested(core, commandOf(invoice, amount)));
    const first = await listRefunds(core.reader, core, { merchantId, invoiceId: invoice.id, limit: 2 });
    assert.deepEqual(first.refunds, refunds.toReversed().slice(0, 2));
    assert.ok(first.next !== undefined);
    const second = await listRefunds(core.reader, core, { merchantId, limit: 2, before: first.next });
    assert.deepEqual(second, { refunds: refunds.slice(0, 1) });
    const none = await listRefunds(core.reader, core, { merchantId, state: 'done', limit: 2 });
    assert.deepEqual(none, { refunds: [] });
  });

  it('keeps where it goes sealed', async () => {
    const { core, invoice, merchantId } = await setUp();
    await requested(core, commandOf(invoice, 1n));
    const [row] = await core.reader.all('select * from refunds where merchant_id = $1', [merchantId]);
    for (const value of Object.values(row ?? {})) {
      const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
      assert.ok(!text.includes(DESTINATION.accountNumber));
    }
  });

  /** A copy of a refund under another id, with other values. */
  const copy = (core: Core, { merchantId, id }: Refund, values: Readonly<Record<string, string>>) => {
    const columns = [
      'merchant_id',
      'id',
      'dialect',
      'number',
      'reference',
      'fingerprint',
      'invoice_id',
      'abnormal_id',
    ];
    const rest = [
      'asset',
      'amount_minor',
      'state',
      'reason',
      'destination',
      'created_at',
      'updated_at',
      'extra',
    ];
    const all = [...columns, ...rest];
    const other = { id: "id || 'x'", number: "number || 'x'", reference: "reference || 'x'", ...values };
    const selected = all.map((column) => (other as Readonly<Record<string, string>>)[column] ?? column);
    const sql = `insert into refunds (${all.join(', ')}) select ${selected.join(', ')} from refunds
      where merchant_id = $1 and id = $2`;
    return core.perform((transaction) => transaction.run(sql, [merchantId, id]));
  };

  it('above what was captured is refused by the database, written by hand', async () => {
    const { core, invoice, surplus } = await setUp(150n);
    const refund = await requested(core, commandOf(invoice, 60n));
    assert.ok(surplus !== undefined);
    const ofSurplus = await requested(core, commandOf(invoice, 30n, { abnormalId: surplus.id }));
    const captured = `'${surplus.id}'`;
    for (const [of, values] of [
      [refund, { amount_minor: '41' }],
      [refund, { amount_minor: '40', asset: "'USD'" }],
      [refund, { amount_minor: '40', invoice_id: "'none'" }],
      [refund, { amount_minor: '40', dialect: "'upay'" }],
      [refund, { amount_minor: '40', invoice_id: 'null' }],
      [refund, { amount_minor: '40', state: "'done'" }],
      [ofSurplus, { amount_minor: '21' }],
      [ofSurplus, { amount_minor: '20', invoice_id: "'none'" }],
      [ofSurplus, { amount_minor: '20', invoice_id: 'null' }],
      [refund, { amount_minor: '21', abnormal_id: captured }],
    ] as const) {
      await assert.rejects(copy(core, of, values), JSON.stringify(values));
    }
    assert.equal(await copy(core, refund, { amount_minor: '40' }), 1);
    assert.equal(await copy(core, ofSurplus, { amount_minor: '20' }), 1);
    assert.equal(await refundingOf(core, invoice), 'paid 100 100');
  });

  it('never changes, comes back or goes away by hand', async () => {
    const { core, invoice, merchantId } = await setUp();
    const refund = await requested(core, commandOf(invoice, 60n));
    await work(core);
    const byHand = (sql: string) =>
      core.perform((transaction) =>
        transaction.run(`${sql} where merchant_id = $1 and id = $2`, [merchantId, refund.id]),
      );
    await assert.rejects(byHand('update refunds set amount_minor = 1'));
    await assert.rejects(byHand("update refunds set invoice_id = 'none'"));
    await assert.rejects(byHand('delete from refunds'));
    await say(core, refund, 'failed');
    await assert.rejects(byHand("update refunds set state = 'running'"));
    assert.equal(await refundingOf(core, invoice), 'paid 100 0');
  });
});
