import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../../../../../test/support/core.ts';
import {
  createdFrom,
  createdInvoice,
  depositOn,
  INVOICE_LIFETIME,
  report,
  standing,
  told,
  undecidedCommand,
} from '../../../../../test/support/invoices.ts';
import { amountOf, requireAsset } from '../../money/index.ts';
import { cancelInvoice } from './cancel.ts';
import type { Invoice, TermsCommand } from './draft.ts';
import { findInvoice } from './invoices.ts';
import { draftQuote, quoteInvoice } from './quote.ts';

const LOCK_MILLISECONDS = 60_000;

onEachEngine('a quote', (opened) => {
  const terms = (minor: bigint, more: Partial<TermsCommand> = {}) => ({
    due: amountOf(requireAsset('USDT'), minor),
    network: 'tron' as const,
    rate: '1.01',
    rateExpiresAt: opened().environment.now() + LOCK_MILLISECONDS,
    ...more,
  });
  const quote = async (invoice: Invoice, of: ReturnType<typeof terms>) => {
    const { core } = opened();
    const draft = await draftQuote(core, invoice, of);
    return core.perform((transaction) => quoteInvoice(transaction, core, draft));
  };
  const undecided = () => createdFrom(opened().core, undecidedCommand(opened()));

  it('says what is due, and where to pay it', async () => {
    const { core, environment } = opened();
    const invoice = await undecided();
    environment.advance(5);
    const quoting = await quote(invoice, terms(100n, { tolerance: amountOf(requireAsset('USDT'), 2n) }));
    assert.ok(quoting.outcome === 'quoted');
    const found = await findInvoice(core.reader, invoice);
    assert.deepEqual(quoting.invoice, found);
    const { due, tolerance, rate, address, updatedAt } = found ?? {};
    assert.deepEqual([due?.minor, tolerance, rate, updatedAt], [100n, 2n, '1.01', environment.now()]);
    assert.match(address ?? '', /^T/u);
    assert.deepEqual(await told(core, invoice), ['invoice.created', 'invoice.quoted']);
    await report(core, [depositOn(invoice, 'a', 98n)]);
    assert.equal(await standing(core, invoice), 'paid none 98 98 98');
  });

  it('holds until its lock ends, and can then be made anew, in another coin too', async () => {
    const { core, environment } = opened();
    const invoice = await undecided();
    await quote(invoice, terms(100n));
    environment.advance(LOCK_MILLISECONDS - 1);
    const refused = await quote(invoice, terms(90n));
    assert.ok(refused.outcome === 'refused');
    assert.equal(refused.reason, 'rate_locked');
    environment.advance(1);
    const again = await quote(invoice, terms(50n, { network: 'ethereum' }));
    assert.ok(again.outcome === 'quoted');
    assert.match(again.invoice.address ?? '', /^0x/u);
    await report(core, [depositOn(invoice, 'a', 50n)]);
    assert.equal(await standing(core, invoice), 'paid none 50 50 50');
  });

  it('that nobody made anew still holds for whoever pays it', async () => {
    const { core, environment } = opened();
    const invoice = await undecided();
    await quote(invoice, terms(100n));
    environment.advance(LOCK_MILLISECONDS);
    await report(core, [depositOn(invoice, 'a', 100n)]);
    assert.equal(await standing(core, invoice), 'paid none 100 100 100');
  });

  it('is refused once something has come, where what is due is fixed, and after an end', async () => {
    const { core, environment } = opened();
    const reasons: unknown[] = [];
    const refuse = async (invoice: Invoice) => {
      const quoting = await quote(invoice, terms(1n));
      reasons.push('reason' in quoting ? quoting.reason : quoting.outcome);
    };
    await refuse(await createdInvoice(opened()));
    const part = await createdInvoice(opened());
    await report(core, [depositOn(part, 'a', 1n, 'seen')]);
    await refuse(part);
    const cancelled = await undecided();
    await core.perform((transaction) => cancelInvoice(transaction, core, cancelled));
    await refuse(cancelled);
    const overdue = await undecided();
    environment.advance(INVOICE_LIFETIME);
    await refuse(overdue);
    await refuse({ ...overdue, id: 'none' });
    assert.deepEqual(reasons, ['rate_locked', 'has_received', 'not_pending', 'not_pending', 'not_found']);
  });
});
