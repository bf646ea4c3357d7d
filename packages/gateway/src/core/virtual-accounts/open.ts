import type { Amount, Asset } from '../../money/index.ts';
import { insertVirtualAccount } from '../../store/queries/virtual-accounts.ts';
import type { Transaction } from '../../store/store.ts';
import type { Core } from '../core.ts';
import { NOTHING } from '../decision.ts';
import { carryOut } from '../effects.ts';
import { fingerprintOf } from '../fingerprint.ts';
import {
  type Customer,
  findVirtualAccount,
  rowOf,
  type VirtualAccount,
  type VirtualAccountHolder,
} from './virtual-account.ts';

export interface VirtualAccountCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly reference: string;
  /** The merchant, to top up its own balance, or a customer of it. */
  readonly holder: VirtualAccountHolder;
  readonly asset: Asset;
  /** What every payment has to be. Any amount if not told. */
  readonly fixed?: Amount;
  /** The bank's code, as the merchant spells it. The rail chooses if not told. */
  readonly bank?: string;
  /** In whose name the account is to be shown to the payer. Personal data: sealed at rest. */
  readonly accountName: string;
  readonly customer?: Customer;
  /** Unix milliseconds, later than now. It stays open until it is closed if not told. */
  readonly expiresAt?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Of what the merchant asked for. Computed if not told: see {@link openVirtualAccount}. */
  readonly fingerprint?: string;
}

/**
 * A virtual account ready to be opened, with the bank account it is. Not part of a transaction, because the rail is asked; but not
 * for a reference that has an account already, so that a repeat is answered even when the rail has none left.
 *
 * @throws RailError `asset_not_banked` or `no_account_left`
 * @throws RangeError if the fixed amount is of another asset or not above zero, or the expiry is not later than now
 */
export async function draftVirtualAccount(
  core: Core,
  command: VirtualAccountCommand,
): Promise<VirtualAccount> {
  const now = core.environment.now();
  const { merchantId, dialect, reference, asset, bank, accountName } = command;
  const existing = await findVirtualAccount(core.reader, core, { merchantId, dialect, reference });
  if (existing === undefined) requireSense(command, now);
  const id = existing?.id ?? core.newId();
  const given =
    existing ??
    (await core.rail.paymentAccount({
      subject: { merchantId, dialect, kind: 'virtual_account', id },
      asset,
      ...(bank !== undefined && { bank }),
      accountName,
    }));
  const { fixed, customer, expiresAt } = command;
  return {
    ...{ merchantId, id, dialect, number: command.number, reference },
    fingerprint: command.fingerprint ?? fingerprintOf(askedFor(command)),
    holder: command.holder,
    asset,
    ...(fixed !== undefined && { fixed }),
    bank: given.bank,
    accountNumber: given.accountNumber,
    accountName: given.accountName,
    requestedName: accountName,
    ...(customer !== undefined && { customer }),
    state: 'active',
    received: 0n,
    createdAt: existing?.createdAt ?? now,
    ...(expiresAt !== undefined && { expiresAt }),
    updatedAt: now,
    extra: command.extra ?? {},
  };
}

export type VirtualAccountOpening =
  | { readonly outcome: 'created'; readonly account: VirtualAccount }
  /** The same command with the same reference came before: this is what it opened. Nothing was done. */
  | { readonly outcome: 'repeated'; readonly account: VirtualAccount }
  /** Another command with this reference came before. Nothing was done. */
  | { readonly outcome: 'conflict'; readonly existing: VirtualAccount };

/**
 * Opens a drafted account, once per reference. Two commands are the same if they ask for the same account, in the same name, and
 * describe the same customer.
 */
export async function openVirtualAccount(
  transaction: Transaction,
  core: Core,
  draft: VirtualAccount,
): Promise<VirtualAccountOpening> {
  if (!(await insertVirtualAccount(transaction, rowOf(core, draft)))) {
    return existing(transaction, core, draft);
  }
  const { expiresAt: dueAt } = draft;
  await carryOut(transaction, core, draft, {
    ...NOTHING,
    events: [{ kind: 'virtual_account.active' }],
    work: dueAt === undefined ? [] : [{ kind: 'virtual_account.expiry', dueAt }],
  });
  return { outcome: 'created', account: draft };
}

async function existing(
  transaction: Transaction,
  core: Core,
  draft: VirtualAccount,
): Promise<VirtualAccountOpening> {
  const { merchantId, dialect, reference } = draft;
  const found = await findVirtualAccount(transaction, core, { merchantId, dialect, reference });
  if (found === undefined) {
    throw new Error(`virtual account ${draft.id}: its number or its bank account is another's`);
  }
  const isSame = found.fingerprint === draft.fingerprint && personIn(found) === personIn(draft);
  return isSame ? { outcome: 'repeated', account: found } : { outcome: 'conflict', existing: found };
}

/** What makes two commands the same, beside who it is for: a hash of that in the row would let readers of the store test guesses. */
function askedFor({ holder, asset, fixed, bank, expiresAt, extra }: VirtualAccountCommand): unknown {
  return { holder, asset: asset.code, fixed: fixed?.minor, bank, expiresAt, extra };
}

function personIn({ requestedName, customer }: VirtualAccount): string {
  return fingerprintOf({ requestedName, customer });
}

function requireSense({ asset, fixed, expiresAt }: VirtualAccountCommand, now: number): void {
  if (fixed !== undefined && (fixed.asset.code !== asset.code || fixed.minor <= 0n)) {
    throw new RangeError("a virtual account's fixed amount must be above zero and in its asset");
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    throw new RangeError('a virtual account must expire later than now');
  }
}
