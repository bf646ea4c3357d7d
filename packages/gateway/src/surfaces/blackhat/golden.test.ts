import path from 'node:path';
import { it } from 'node:test';
import type { Message } from '@countersign/signing';
import {
  type BlackhatCall,
  INVOICE,
  onEachEngine,
  withParameter,
} from '../../../../../test/support/blackhat.ts';
import { assertGolden } from '../../../../../test/support/golden.ts';
import { transcript } from '../../../../../test/support/messages.ts';

const SHOWN_HEADERS = ['content-type', 'allow'];

onEachEngine('BlackHat', (opened) => {
  it('answers each method as it always did, byte for byte, by POST and by GET', async () => {
    const { signed, send, createInvoice, merchant } = opened();
    const golden = async (name: string, message: Message) => {
      const text = transcript(message, await send(message), SHOWN_HEADERS);
      assertGolden(path.join(import.meta.dirname, `golden/${name}.http`), text);
    };
    const goldenCall = async (name: string, call: BlackhatCall) => golden(name, await signed(call));

    const { invoice_id } = await createInvoice({ order_id: 'A-1' });
    const store_id = merchant.credentials.storeId;
    const exchanges = [
      ['create-invoice', 'createInvoice', { store_id, ...INVOICE, order_id: 'A-2', expires_in: '300' }],
      ['get-invoice', 'getInvoice', { invoice_id }],
      ['get-invoices', 'getInvoices', { store_id, status: 'pending', offset: '0', count: '1' }],
      ['get-stores', 'getStores', {}],
    ] as const;
    for (const [name, method, parameters] of exchanges) {
      await goldenCall(`${name}-post`, { method, parameters });
      await goldenCall(`${name}-get`, { method, parameters, verb: 'GET' });
    }
    await goldenCall('create-invoice-shielded', {
      method: 'createInvoice',
      parameters: { store_id, payment_type: 'Shielded', amount: '0.00000001', description: 'Café & Co #1+2' },
    });
    await goldenCall('cancel-invoice-post', { method: 'cancelInvoice', parameters: { invoice_id } });
    const other = await createInvoice();
    await goldenCall('cancel-invoice-get', {
      method: 'cancelInvoice',
      parameters: { invoice_id: other.invoice_id },
      verb: 'GET',
    });

    await goldenCall('refused-state', { method: 'cancelInvoice', parameters: { invoice_id } });
    await goldenCall('refused-invoice', { method: 'getInvoice', parameters: { invoice_id: 'absent' } });
    await goldenCall('refused-order', {
      method: 'createInvoice',
      parameters: { store_id, ...INVOICE, amount: '1', order_id: 'A-1' },
    });
    await goldenCall('refused-parameter', { method: 'getInvoices', parameters: { count: '0' } });
    await goldenCall('refused-time', { method: 'getStores', ts: '1651480109.1231' });
    await goldenCall('refused-time-ahead', { method: 'getStores', ts: '1651480109123' });
    const stores = await signed({ method: 'getStores' });
    await golden('refused-signature', withParameter(stores, 'sign', '0'.repeat(64)));
    await golden('refused-without-key', withParameter(stores, 'key', undefined));
    await golden('refused-method', { ...stores, url: '/api/getstores' });
    await golden('refused-verb', { ...stores, method: 'PUT' });
  });
});
