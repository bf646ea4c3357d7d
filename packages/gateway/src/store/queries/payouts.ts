import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, integerOf, numberOf, textOf } from './row.ts';

export type PayoutState = 'created' | 'sent' | 'completed' | 'failed' | 'returned';

export interface PayoutRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly reference: string;
  readonly amount: Amount;
  /** Of the same asset as the amount. */
  readonly fee: Amount;
  readonly state: PayoutState;
  readonly sealedBeneficiary: Uint8Array;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const COLUMNS = `merchant_id, id, dialect, number, reference, asset, amount_minor, fee_minor, state, beneficiary,
  created_at, updated_at, extra`;

const INSERT = `insert into payouts (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  on conflict (merchant_id, dialect, reference) do nothing`;

/** @returns false if the merchant has a payout of this reference in this dialect. */
export async function insertPayout(transaction: Transaction, payout: PayoutRow): Promise<boolean> {
  const inserted = await transaction.run(INSERT, [
    payout.merchantId,
    payout.id,
    payout.dialect,
    payout.number,
    payout.reference,
    payout.amount.asset.code,
    payout.amount.minor,
    payout.fee.minor,
    payout.state,
    payout.sealedBeneficiary,
    payout.createdAt,
    payout.updatedAt,
    JSON.stringify(payout.extra),
  ]);
  return inserted === 1;
}

const DELETE = 'delete from payouts where merchant_id = $1 and id = $2';

/** Takes back an insert of the same transaction. */
export async function deletePayout(
  transaction: Transaction,
  payout: { readonly merchantId: string; readonly id: string },
): Promise<void> {
  await transaction.run(DELETE, [payout.merchantId, payout.id]);
}

const SELECT = `select ${COLUMNS} from payouts where merchant_id = $1 and dialect = $2 and reference = $3`;

export async function selectPayoutByReference(
  reader: Reader,
  key: { readonly merchantId: string; readonly dialect: string; readonly reference: string },
): Promise<PayoutRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.dialect, key.reference]);
  return row && payoutOf(row);
}

function payoutOf(row: Row): PayoutRow {
  const asset = requireAsset(textOf(row, 'asset'));
  return {
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    reference: textOf(row, 'reference'),
    amount: amountOf(asset, integerOf(row, 'amount_minor')),
    fee: amountOf(asset, integerOf(row, 'fee_minor')),
    state: textOf(row, 'state') as PayoutState,
    sealedBeneficiary: bytesOf(row, 'beneficiary'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    extra: JSON.parse(textOf(row, 'extra')),
  };
}
