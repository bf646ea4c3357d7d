import { movement, postTransfer } from '../ledger/index.ts';
import { type Amount, addAmounts } from '../money/index.ts';
import * as queries from '../store/queries/payouts.ts';
import type { Reader, Transaction } from '../store/store.ts';
import type { Core } from './core.ts';
import { recordEvent } from './outbox.ts';
import { openJson, type SealingContext, sealJson } from './sealing.ts';

export type PayoutState = queries.PayoutState;

/** Who is paid, as the merchant described them. Personal data: sealed at rest. */
export type Beneficiary = Readonly<Record<string, unknown>>;

export interface Payout extends Omit<queries.PayoutRow, 'sealedBeneficiary'> {
  readonly beneficiary: Beneficiary;
}

export interface PayoutCommand {
  readonly merchantId: string;
  readonly dialect: string;
  /** The number the provider gives: unique per merchant and dialect. */
  readonly number: string;
  /** The number the merchant gives: unique per merchant and dialect. */
  readonly reference: string;
  readonly amount: Amount;
  /** Of the same asset. */
  readonly fee: Amount;
  readonly beneficiary: Beneficiary;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export type PayoutCreation =
  | { readonly outcome: 'created'; readonly payout: Payout }
  | { readonly outcome: 'duplicate'; readonly existing: Payout }
  | { readonly outcome: 'insufficient' };

/** Creates a payout and holds its amount and fee, once per reference; if the balance does not cover both, does nothing. */
export async function createPayout(
  transaction: Transaction,
  core: Core,
  { beneficiary, ...command }: PayoutCommand,
): Promise<PayoutCreation> {
  const { merchantId, dialect, reference, amount, fee } = command;
  const total = addAmounts(amount, fee);
  const id = core.newId();
  const now = core.environment.now();
  const row: queries.PayoutRow = {
    ...command,
    id,
    state: 'created',
    sealedBeneficiary: sealJson(core.sealer, beneficiary, sealingContext(merchantId, id)),
    createdAt: now,
    updatedAt: now,
    extra: command.extra ?? {},
  };

  if (!(await queries.insertPayout(transaction, row))) {
    const existing = await findPayout(transaction, core, { merchantId, dialect, reference });
    if (existing === undefined) throw new Error(`payout ${id} was neither created nor found`);
    return { outcome: 'duplicate', existing };
  }
  const hold = await postTransfer(
    transaction,
    {
      merchantId,
      id: core.newId(),
      kind: 'payout.hold',
      reference: `payout ${id} hold`,
      postings: movement(total, { from: 'available', to: 'held' }),
    },
    now,
  );
  if (hold.outcome !== 'posted') {
    // The reference stays free: a merchant who was short of money may send the same payout again.
    await queries.deletePayout(transaction, { merchantId, id });
    return { outcome: 'insufficient' };
  }
  await recordEvent(transaction, core, { merchantId, dialect, kind: 'payout.created', subjectId: id });
  return { outcome: 'created', payout: payoutOf(core, row) };
}

/** A payout by the merchant's reference. */
export async function findPayout(
  reader: Reader,
  core: Core,
  key: { readonly merchantId: string; readonly dialect: string; readonly reference: string },
): Promise<Payout | undefined> {
  const row = await queries.selectPayoutByReference(reader, key);
  return row && payoutOf(core, row);
}

function payoutOf(core: Core, { sealedBeneficiary, ...row }: queries.PayoutRow): Payout {
  const context = sealingContext(row.merchantId, row.id);
  return { ...row, beneficiary: openJson<Beneficiary>(core.sealer, sealedBeneficiary, context) };
}

function sealingContext(merchantId: string, recordId: string): SealingContext {
  return { merchantId, recordId, purpose: 'payout beneficiary' };
}
