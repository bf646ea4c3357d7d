import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  createdInvoice,
  depositOn,
  INVOICE_LIFETIME,
  report,
  told,
} from '../../../../../test/support/invoices.ts';
import type { DepositEvent } from '../../rails/rail.ts';
import { cancelInvoice } from './cancel.ts';
import type { Invoice } from './draft.ts';
import { findInvoice } from './invoices.ts';
import type { InvoiceState } from './state.ts';

onEachEngine('an invoice', (opened) => {
  const cancel = (of: Pick<Invoice, 'merchantId' | 'dialect' | 'number'>) => {
    const { core } = opened();
    return core.perform((transaction) => cancelInvoice(transaction, core, of));
  };

  it('is cancelled while it waits and has received nothing', async () => {
    const { core, environment } = opened();
    const invoice = await createdInvoice(opened());
    environment.advance(5);
    const cancelled = { ...invoice, storedState: 'cancelled', updatedAt: environment.now() } as const;
    assert.deepEqual(await cancel(invoice), { outcome: 'cancelled', invoice: cancelled });
    assert.deepEqual(await findInvoice(core.reader, invoice), cancelled);
    assert.deepEqual(await told(core, invoice), ['invoice.created', 'invoice.cancelled']);
  });

  it('is cancelled though something was seen, if that was rejected', async () => {
    const { core } = opened();
    const invoice = await createdInvoice(opened());
    const states = ['seen', 'rejected'] as const;
    await report(
      core,
      states.map((state) => depositOn(invoice, 'a', 1n, state)),
    );
    assert.equal((await cancel(invoice)).outcome, 'cancelled');
  });

  const refusals: readonly (readonly [InvoiceState, bigint, DepositEvent['state']])[] = [
    ['pending', 1n, 'seen'],
    ['confirming', 100n, 'seen'],
    ['paid', 100n, 'confirmed'],
  ];
  for (const [state, minor, deposit] of refusals) {
    it(`is not cancelled when it is ${state}${state === 'pending' ? ' with part received' : ''}`, async () => {
      const { core } = opened();
      const invoice = await createdInvoice(opened());
      await report(core, [depositOn(invoice, 'a', minor, deposit)]);
      const kept = await findInvoice(core.reader, invoice);
      assert.deepEqual(await cancel(invoice), { outcome: 'refused', invoice: kept, state });
      assert.deepEqual(await findInvoice(core.reader, invoice), kept);
    });
  }

  it('is not cancelled twice, or when its time is up', async () => {
    const { environment } = opened();
    const invoice = await createdInvoice(opened());
    await cancel(invoice);
    const again = await cancel(invoice);
    assert.deepEqual([again.outcome, 'state' in again && again.state], ['refused', 'cancelled']);
    const overdue = await createdInvoice(opened());
    environment.advance(INVOICE_LIFETIME);
    assert.deepEqual(await cancel(overdue), { outcome: 'refused', invoice: overdue, state: 'expired' });
  });

  it('is not cancelled where there is none, or in the name of another merchant', async () => {
    const invoice = await createdInvoice(opened());
    assert.deepEqual(await cancel({ ...invoice, number: 'none' }), { outcome: 'not_found' });
    const stranger = { ...invoice, merchantId: await opened().newMerchant() };
    assert.deepEqual(await cancel(stranger), { outcome: 'not_found' });
  });
});
