import {
  createInvoice,
  draftInvoice,
  findDeposit,
  findPayout,
  recordDeposit,
  reportSending,
} from '../../packages/gateway/src/core/index.ts';
import { draftQuote, quoteInvoice } from '../../packages/gateway/src/core/invoices/quote.ts';
import { allowNegative } from '../../packages/gateway/src/ledger/index.ts';
import { amountOf } from '../../packages/gateway/src/money/index.ts';
import type { DepositEvent } from '../../packages/gateway/src/rails/rail.ts';
import { type Attempt, type Command, DIALECT, IDR, USDT, type World } from './world.ts';

const MINUTE_MILLISECONDS = 60_000;
const UNDECIDED = 'undecided';

/** What happens seldom, and what should not happen at all. */
export const RARE_COMMANDS: readonly (readonly [weight: number, name: string, Command])[] = [
  [6, 'create an invoice whose coin is not chosen', undecidedInvoice],
  [6, 'quote an invoice', quoteSomeInvoice],
  [2, 'pay in another asset', depositOfAnotherAsset],
  [3, 'contradict a deposit', contradictedDeposit],
  [2, 'contradict a payout', contradictedPayout],
  [4, 'let a merchant overdraw, or no longer', overdraft],
];

function undecidedInvoice(world: World): Attempt {
  const merchantId = world.random.pick(world.merchantIds);
  const orderNumber = `${UNDECIDED}-${world.next()}`;
  return {
    name: orderNumber,
    run: async (core) => {
      const draft = await draftInvoice(core, {
        ...{ merchantId, dialect: DIALECT, orderNumber, description: orderNumber },
        number: `${orderNumber}-${core.newId()}`,
        priced: amountOf(IDR, 1_500_000n),
        expiresAt: core.environment.now() + 30 * MINUTE_MILLISECONDS,
      });
      const creation = await core.perform((transaction) => createInvoice(transaction, core, draft));
      if (creation.outcome === 'conflict') throw new Error(`${orderNumber} conflicts with itself`);
      const { id, number } = creation.invoice;
      if (!world.invoices.some((known) => known.id === id)) world.invoices.push({ merchantId, id, number });
    },
  };
}

/** For the first time or anew; refused where its rate is locked, or something has come. */
function quoteSomeInvoice({ random, invoices }: World): Attempt | undefined {
  const undecided = invoices.filter(({ number }) => number.startsWith(UNDECIDED));
  if (undecided.length === 0) return undefined;
  const { merchantId, id, number } = random.pick(undecided);
  const due = amountOf(USDT, BigInt(1 + random.below(1_000_000)));
  const isTolerant = random.chance(0.3) && due.minor > 10n;
  const lockMilliseconds = random.pick([1, 5 * MINUTE_MILLISECONDS]);
  const network = random.pick(['tron', 'ethereum'] as const);
  return {
    name: number,
    run: async (core) => {
      const quote = await draftQuote(
        core,
        { merchantId, dialect: DIALECT, id },
        {
          due,
          network,
          rate: '15000',
          rateExpiresAt: core.environment.now() + lockMilliseconds,
          ...(isTolerant && { tolerance: amountOf(USDT, due.minor / 10n) }),
        },
      );
      await core.perform((transaction) => quoteInvoice(transaction, core, quote));
    },
  };
}

function depositOfAnotherAsset(world: World): Attempt | undefined {
  const { random, invoices, deposits, rail, core } = world;
  if (invoices.length === 0) return undefined;
  const { merchantId, id } = random.pick(invoices.slice(-12));
  const event: DepositEvent = {
    type: 'deposit',
    rail: rail.name,
    externalId: `transaction-${world.next()}`,
    subject: { merchantId, dialect: DIALECT, kind: 'invoice', id },
    amount: amountOf(IDR, BigInt(1 + random.below(900_000))),
    state: random.pick(['seen', 'confirmed']),
    occurredAt: core.environment.now(),
  };
  deposits.push(event);
  return { name: `${event.externalId} ${event.state}`, run: (living) => recordDeposit(living, event) };
}

/** Another amount, another payment, or the end that it did not have: whatever was recorded stays. */
function contradictedDeposit({ random, deposits, invoices }: World): Attempt | undefined {
  const event = deposits[random.below(deposits.length)];
  if (event?.type !== 'deposit' || invoices.length === 0) return undefined;
  const { id } = random.pick(invoices);
  const kind = random.pick(['amount', 'subject', 'state'] as const);
  return {
    name: `${event.externalId} by its ${kind}`,
    run: async (core) => {
      const known = await findDeposit(core.reader, { rail: event.rail, name: event.externalId });
      if (known === undefined || known.subjectId === id) return;
      if (kind === 'state' && known.state === 'seen') return;
      const { outcome } = await recordDeposit(core, {
        ...event,
        ...(kind === 'amount' && { amount: amountOf(event.amount.asset, event.amount.minor + 1n) }),
        ...(kind === 'subject' && { subject: { ...event.subject, kind: 'invoice', id } }),
        ...(kind === 'state' && { state: known.state === 'confirmed' ? 'rejected' : 'confirmed' }),
      });
      if (outcome !== 'contradiction') throw new Error(`${event.externalId} contradicted is ${outcome}`);
    },
  };
}

/** A rail that took a payout says anything of it, at any time: the first end holds, and only what has completed comes back. */
function contradictedPayout({ random, payouts, rail }: World): Attempt | undefined {
  if (payouts.length === 0) return undefined;
  const key = { dialect: DIALECT, ...random.pick(payouts) };
  const state = random.pick(['sent', 'review', 'completed', 'failed', 'returned'] as const);
  return {
    name: `${key.reference} ${state}`,
    run: async (core) => {
      const payout = await findPayout(core.reader, core, key);
      if (payout === undefined || !rail.sent.has(payout.id)) return;
      const { merchantId, id } = payout;
      await reportSending(core, { type: 'sending', rail: rail.name, kind: 'payout', merchantId, id, state });
    },
  };
}

/** What is below zero cannot be forbidden to be. */
function overdraft({ random, merchantIds }: World): Attempt {
  const merchantId = random.pick(merchantIds);
  const account = { merchantId, asset: random.pick([USDT, IDR]).code, purpose: 'available' } as const;
  const isAllowed = random.chance(0.7);
  return {
    name: `${account.asset} ${isAllowed}`,
    run: (core) => core.perform((transaction) => allowNegative(transaction, account, isAllowed)),
  };
}
