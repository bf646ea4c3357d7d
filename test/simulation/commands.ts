import {
  acceptAbnormalPayment,
  advance,
  approvePayout,
  cancelInvoice,
  cancelPayout,
  cancelRefund,
  closeVirtualAccount,
  confirmPayout,
  createInvoice,
  createPayout,
  createQuotedPayout,
  draftInvoice,
  draftVirtualAccount,
  findPayout,
  listAbnormalPayments,
  openVirtualAccount,
  quotePayout,
  recordDeposit,
  rejectPayout,
  reportSending,
  requestRefund,
  reviewPayout,
  topUp,
} from '../../packages/gateway/src/core/index.ts';
import { amountOf } from '../../packages/gateway/src/money/index.ts';
import type { DepositEvent, SendState } from '../../packages/gateway/src/rails/rail.ts';
import { RARE_COMMANDS } from './rare-commands.ts';
import { type Attempt, type Command, DIALECT, IDR, USD, USDT, type World } from './world.ts';

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;

/** Each with how often it comes, beside the others. */
const COMMANDS: readonly (readonly [weight: number, name: string, Command])[] = [
  [14, 'create an invoice', newInvoice],
  [18, 'pay', newDeposit],
  [10, 'report a deposit further', furtherDeposit],
  [2, 'cancel an invoice', cancelSomeInvoice],
  [8, 'request a refund', newRefund],
  [2, 'cancel a refund', cancelSomeRefund],
  [2, 'accept an abnormal payment', acceptSomeAbnormalPayment],
  [2, 'refund an abnormal payment', refundSomeAbnormalPayment],
  [9, 'create a payout', newPayout],
  [3, 'create a quoted payout', newQuotedPayout],
  [5, 'confirm a payout', onPayout(confirmPayout)],
  [2, 'cancel a payout', onPayout(cancelPayout)],
  [2, 'review a payout', onPayout(reviewPayout)],
  [2, 'approve a payout', onPayout(approvePayout)],
  [1, 'reject a payout', onPayout(rejectPayout)],
  [2, 'report a payout', reportedPayout],
  [3, 'open a virtual account', newAccount],
  [1, 'close a virtual account', closeSomeAccount],
  [1, 'top up', newTopUp],
  [12, 'let time pass', passTime],
  ...RARE_COMMANDS,
];

const CHANCES = COMMANDS.flatMap(([weight, name, command]) =>
  Array.from({ length: weight }, () => ({ name, command })),
);

/** A command never given before, or one that was. */
export function nextAttempt(world: World): Attempt | undefined {
  const { random, said } = world;
  if (said.length > 0 && random.chance(0.2)) return random.pick(said);
  const { name, command } = random.pick(CHANCES);
  const attempt = command(world);
  if (attempt === undefined) return undefined;
  const named = { ...attempt, name: `${name} ${attempt.name}` };
  if (name !== 'let time pass') said.push(named);
  return named;
}

function newInvoice(world: World): Attempt {
  const { random } = world;
  const merchantId = random.pick(world.merchantIds);
  const orderNumber = `order-${world.next()}`;
  const due = amountOf(USDT, BigInt(1 + random.below(2_000_000)));
  const tolerance = random.chance(0.3) && due.minor > 10n ? amountOf(USDT, due.minor / 10n) : undefined;
  const lifeMilliseconds = random.pick([10, 60, 600]) * MINUTE_MILLISECONDS;
  return {
    name: orderNumber,
    run: async (core) => {
      const draft = await draftInvoice(core, {
        ...{ merchantId, dialect: DIALECT, orderNumber },
        number: `${orderNumber}-${core.newId()}`,
        priced: due,
        due,
        ...(tolerance !== undefined && { tolerance }),
        network: 'tron',
        description: orderNumber,
        expiresAt: core.environment.now() + lifeMilliseconds,
      });
      const creation = await core.perform((transaction) => createInvoice(transaction, core, draft));
      if (creation.outcome === 'conflict') throw new Error(`${orderNumber} conflicts with itself`);
      const { id, number } = creation.invoice;
      if (!world.invoices.some((known) => known.id === id)) world.invoices.push({ merchantId, id, number });
    },
  };
}

function newDeposit(world: World): Attempt | undefined {
  const { random } = world;
  const isToAccount = world.accounts.length > 0 && random.chance(0.25);
  const known = isToAccount ? world.accounts : world.invoices;
  if (known.length === 0) return undefined;
  const { merchantId, id } = random.pick(known.slice(-12));
  const event: DepositEvent = {
    type: 'deposit',
    rail: world.rail.name,
    externalId: `transaction-${world.next()}`,
    subject: { merchantId, dialect: DIALECT, kind: isToAccount ? 'virtual_account' : 'invoice', id },
    amount: isToAccount
      ? amountOf(IDR, random.pick([5_000_000n, BigInt(1 + random.below(9_000_000))]))
      : amountOf(USDT, BigInt(1 + random.below(2_500_000))),
    state: random.pick(['seen', 'seen', 'confirmed']),
    occurredAt: world.core.environment.now(),
  };
  world.deposits.push(event);
  return reported(event);
}

/** What was seen is confirmed or rejected, for good: a rail does not contradict itself. */
function furtherDeposit(world: World): Attempt | undefined {
  const { random, deposits } = world;
  const index = random.below(deposits.length);
  const event = deposits[index];
  if (event?.type !== 'deposit' || event.state !== 'seen') return undefined;
  const further: DepositEvent = { ...event, state: random.chance(0.85) ? 'confirmed' : 'rejected' };
  deposits[index] = further;
  return reported(further);
}

export function reported(event: DepositEvent): Attempt {
  return {
    name: `${event.externalId} ${event.state}`,
    run: async (core) => {
      const { outcome } = await recordDeposit(core, event);
      if (outcome === 'unknown_subject') throw new Error(`${event.externalId} is for nothing`);
    },
  };
}

function cancelSomeInvoice({ random, invoices }: World): Attempt | undefined {
  if (invoices.length === 0) return undefined;
  const { merchantId, number } = random.pick(invoices);
  const key = { merchantId, dialect: DIALECT, number };
  return {
    name: number,
    run: (core) => core.perform((transaction) => cancelInvoice(transaction, core, key)),
  };
}

function newRefund(world: World): Attempt | undefined {
  const { random, invoices, refunds } = world;
  if (invoices.length === 0) return undefined;
  const { merchantId, id: invoiceId } = random.pick(invoices);
  const reference = `refund-${world.next()}`;
  refunds.push({ merchantId, reference });
  const command = {
    ...{ merchantId, dialect: DIALECT, reference, number: reference, invoiceId },
    amount: amountOf(USDT, BigInt(1 + random.below(800_000))),
    destination: { kind: 'address', network: 'tron', address: 'somewhere' },
  } as const;
  return {
    name: reference,
    run: (core) => core.perform((transaction) => requestRefund(transaction, core, command)),
  };
}

function cancelSomeRefund({ random, refunds }: World): Attempt | undefined {
  if (refunds.length === 0) return undefined;
  const key = { dialect: DIALECT, ...random.pick(refunds) };
  return {
    name: key.reference,
    run: (core) => core.perform((transaction) => cancelRefund(transaction, core, key)),
  };
}

function acceptSomeAbnormalPayment({ random, merchantIds }: World): Attempt {
  const merchantId = random.pick(merchantIds);
  const draw = random.below(1_000);
  return {
    name: '',
    run: async (core) => {
      const payment = await someAbnormalPayment(core, merchantId, draw);
      if (payment === undefined) return;
      const key = { merchantId, id: payment.id };
      await core.perform((transaction) => acceptAbnormalPayment(transaction, core, key));
    },
  };
}

function refundSomeAbnormalPayment(world: World): Attempt {
  const { random, merchantIds } = world;
  const merchantId = random.pick(merchantIds);
  const reference = `surplus-${world.next()}`;
  const draw = random.below(1_000);
  return {
    name: reference,
    run: async (core) => {
      const payment = await someAbnormalPayment(core, merchantId, draw);
      if (payment === undefined) return;
      const { id: abnormalId, amount, dialect } = payment;
      const minor = draw % 2 === 0 || amount.minor === 1n ? amount.minor : amount.minor / 2n;
      const destination = { kind: 'address', network: 'tron', address: 'somewhere' } as const;
      const refund = { merchantId, dialect, reference, number: reference, abnormalId, destination };
      await core.perform((transaction) =>
        requestRefund(transaction, core, { ...refund, amount: { ...amount, minor } }),
      );
    },
  };
}

async function someAbnormalPayment(core: World['core'], merchantId: string, draw: number) {
  const filter = { merchantId, dialect: DIALECT, limit: 20 };
  const { payments } = await listAbnormalPayments(core.reader, filter);
  return payments[draw % Math.max(1, payments.length)];
}

function newPayout(world: World): Attempt {
  const { random } = world;
  const merchantId = random.pick(world.merchantIds);
  const reference = `payout-${world.next()}`;
  world.payouts.push({ merchantId, reference });
  const asset = random.pick([USDT, IDR]);
  const isSlow = random.chance(0.4);
  const command = {
    ...payoutFields(merchantId, reference),
    kind: random.chance(0.2) ? 'settlement' : 'payout',
    amount: amountOf(asset, BigInt(1 + random.below(12_000_000))),
    fee: amountOf(asset, BigInt(random.below(500))),
    ...(random.chance(0.1) && { review: 'looks unusual' }),
  } as const;
  return {
    name: reference,
    run: (core) => {
      const confirmBy = core.environment.now() + HOUR_MILLISECONDS;
      return core.perform((transaction) =>
        createPayout(transaction, core, { ...command, ...(isSlow && { confirmBy }) }),
      );
    },
  };
}

function newQuotedPayout(world: World): Attempt {
  const { random } = world;
  const merchantId = random.pick(world.merchantIds);
  const reference = `quoted-${world.next()}`;
  world.payouts.push({ merchantId, reference });
  const amount = amountOf(IDR, BigInt(1 + random.below(20_000_000)));
  return {
    name: reference,
    run: (core) =>
      core.perform(async (transaction) => {
        const number = `quote-${core.newId()}`;
        const quoting = await quotePayout(transaction, core, {
          ...{ merchantId, dialect: DIALECT, number, amount, sourceAsset: USD },
          operation: 'payout',
          validityMilliseconds: HOUR_MILLISECONDS,
        });
        if (quoting.outcome !== 'quoted') return;
        const confirmBy = core.environment.now() + HOUR_MILLISECONDS;
        await createQuotedPayout(transaction, core, {
          ...payoutFields(merchantId, reference),
          quoteNumber: number,
          confirmBy,
          fingerprint: String(amount.minor),
        });
      }),
  };
}

function payoutFields(merchantId: string, reference: string) {
  return {
    ...{ merchantId, dialect: DIALECT, reference, number: reference },
    beneficiary: { name: 'Ada' },
    destination: { kind: 'bank', bank: 'BANK', accountNumber: '123', accountName: 'Ada' },
  } as const;
}

function onPayout(change: typeof reviewPayout): Command {
  return ({ random, payouts }) => {
    if (payouts.length === 0) return undefined;
    const key = { dialect: DIALECT, reason: 'because', ...random.pick(payouts.slice(-10)) };
    return {
      name: key.reference,
      run: (core) => core.perform((transaction) => change(transaction, core, key)),
    };
  };
}

/** A rail tells by itself what it would answer if it were asked, and again what it has told. */
function reportedPayout(world: World): Attempt | undefined {
  const { random, payouts, rail } = world;
  if (payouts.length === 0) return undefined;
  const key = { dialect: DIALECT, ...random.pick(payouts) };
  return {
    name: key.reference,
    run: async (core) => {
      const payout = await findPayout(core.reader, core, key);
      const sent = payout && rail.sent.get(payout.id);
      if (payout === undefined || sent === undefined || sent.fate === 'review') return;
      const state: SendState = sent.fate === 'failed' ? 'failed' : 'completed';
      const { merchantId, id } = payout;
      await reportSending(core, { type: 'sending', rail: rail.name, kind: 'payout', merchantId, id, state });
    },
  };
}

function newAccount(world: World): Attempt {
  const { random } = world;
  const merchantId = random.pick(world.merchantIds);
  const reference = `account-${world.next()}`;
  const fixed = random.chance(0.5) ? amountOf(IDR, 5_000_000n) : undefined;
  const expires = random.chance(0.5);
  return {
    name: reference,
    run: async (core) => {
      const draft = await draftVirtualAccount(core, {
        ...{ merchantId, dialect: DIALECT, reference, number: `${reference}-${core.newId()}` },
        holder: fixed === undefined ? 'merchant' : 'customer',
        asset: IDR,
        ...(fixed !== undefined && { fixed }),
        accountName: 'Shop',
        ...(expires && { expiresAt: core.environment.now() + HOUR_MILLISECONDS }),
        fingerprint: reference,
      });
      const opening = await core.perform((transaction) => openVirtualAccount(transaction, core, draft));
      if (opening.outcome === 'conflict') throw new Error(`${reference} conflicts with itself`);
      const { id, number } = opening.account;
      if (!world.accounts.some((known) => known.id === id)) world.accounts.push({ merchantId, id, number });
    },
  };
}

function closeSomeAccount({ random, accounts }: World): Attempt | undefined {
  if (accounts.length === 0) return undefined;
  const { merchantId, id, number } = random.pick(accounts);
  return {
    name: number,
    run: (core) => core.perform((transaction) => closeVirtualAccount(transaction, core, { merchantId, id })),
  };
}

function newTopUp(world: World): Attempt {
  const { random } = world;
  const command = {
    merchantId: random.pick(world.merchantIds),
    amount: amountOf(USDT, BigInt(1 + random.below(5_000_000))),
    reference: `top-up-${world.next()}`,
  };
  return {
    name: command.reference,
    run: (core) => core.perform((transaction) => topUp(transaction, core, command)),
  };
}

function passTime({ random }: World): Attempt {
  const milliseconds = random.pick([
    1,
    1_000,
    MINUTE_MILLISECONDS,
    20 * MINUTE_MILLISECONDS,
    3 * HOUR_MILLISECONDS,
  ]);
  return { name: `${milliseconds} ms`, run: (core) => advance(core, milliseconds) };
}
