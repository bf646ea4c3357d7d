/** Virtual accounts of tests, and payments to them, in few words. Amounts are minor units of IDR. */
import {
  abnormalPaymentsOf,
  balancesOf,
  type Core,
  type DepositOutcome,
  draftVirtualAccount,
  findVirtualAccount,
  openVirtualAccount,
  recordDeposit,
  type VirtualAccount,
  type VirtualAccountCommand,
  type VirtualAccountOpening,
} from '../../packages/gateway/src/core/index.ts';
import { type Amount, amountOf, requireAsset } from '../../packages/gateway/src/money/index.ts';
import type { DepositEvent } from '../../packages/gateway/src/rails/rail.ts';
import type { TestCore } from './core.ts';
import { eventsOf } from './events.ts';

export const idr = requireAsset('IDR');
export const ACCOUNT_LIFETIME = 86_400_000;

let numbers = 0;

/** A command like no other before it: an account of a customer's, for any amount, a day long. */
export function accountCommand(
  { environment, merchantId }: Pick<TestCore, 'environment' | 'merchantId'>,
  more: Partial<VirtualAccountCommand> = {},
): VirtualAccountCommand {
  numbers += 1;
  return {
    merchantId,
    dialect: 'easylink',
    number: `number-${numbers}`,
    reference: `reference-${numbers}`,
    holder: 'customer',
    asset: idr,
    bank: 'PERMATA',
    accountName: 'Siti Aminah',
    customer: { name: 'Siti Aminah', phone: '87728493999' },
    expiresAt: environment.now() + ACCOUNT_LIFETIME,
    ...more,
  };
}

/** What comes of trying to open it. */
export async function openingOf(core: Core, command: VirtualAccountCommand): Promise<VirtualAccountOpening> {
  const draft = await draftVirtualAccount(core, command);
  return core.perform((transaction) => openVirtualAccount(transaction, core, draft));
}

/** Opens it. @throws if it is not new */
export async function openedFrom(core: Core, command: VirtualAccountCommand): Promise<VirtualAccount> {
  const opening = await openingOf(core, command);
  if (opening.outcome !== 'created') throw new Error(`the account was not opened: ${opening.outcome}`);
  return opening.account;
}

/** Opens one of a merchant that has nothing else; a merchant's own never expires. */
export async function accountAlone(
  { core, environment, newMerchant }: TestCore,
  more: Partial<VirtualAccountCommand> = {},
): Promise<VirtualAccount> {
  const command = accountCommand({ environment, merchantId: await newMerchant() }, more);
  const { expiresAt: _, ...lasting } = command;
  return openedFrom(core, command.holder === 'merchant' ? lasting : command);
}

/** What a rail reports of a payment to an account. */
export function paymentTo(
  { merchantId, dialect, id }: VirtualAccount,
  externalId: string,
  amount: bigint | Amount,
  state: DepositEvent['state'] = 'confirmed',
): DepositEvent {
  return {
    type: 'deposit',
    rail: 'sandbox',
    externalId: `${id} ${externalId}`,
    subject: { merchantId, dialect, kind: 'virtual_account', id },
    amount: typeof amount === 'bigint' ? amountOf(idr, amount) : amount,
    state,
    occurredAt: 1,
  };
}

/** One after the other. @returns what became of each */
export async function report(
  core: Core,
  events: readonly DepositEvent[],
): Promise<DepositOutcome['outcome'][]> {
  const outcomes: DepositOutcome['outcome'][] = [];
  for (const event of events) outcomes.push((await recordDeposit(core, event)).outcome);
  return outcomes;
}

/** How an account stands: state, received. */
export async function standing(core: Core, { merchantId, id }: VirtualAccount): Promise<string> {
  const found = await findVirtualAccount(core.reader, core, { merchantId, id });
  return `${found?.state} ${found?.received}`;
}

/** The merchant's money: pending, available, held. */
export async function money(core: Core, merchantId: string, asset = idr): Promise<string> {
  const balance = (await balancesOf(core.reader, merchantId)).find((each) => each.asset.code === asset.code);
  const { pending, available, held } = balance ?? {};
  return `pending ${pending?.minor ?? 0n} available ${available?.minor ?? 0n} held ${held?.minor ?? 0n}`;
}

/** What is held of an account and why: `over 20 open`. */
export async function abnormal(core: Core, { merchantId, id }: VirtualAccount): Promise<string[]> {
  const payments = await abnormalPaymentsOf(core.reader, { merchantId, subjectId: id });
  return payments.map(({ kind, amount, state }) => `${kind} ${amount.minor} ${state}`);
}

/** The kinds of all that was told of one account, without `virtual_account.`. */
export async function told(core: Core, { merchantId, id }: VirtualAccount): Promise<string[]> {
  const events = await eventsOf(core.reader, merchantId);
  const ofAccount = events.filter(({ subjectId }) => subjectId === id);
  return ofAccount.map(({ kind }) => kind.replace('virtual_account.', ''));
}
