import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import { type RecordKey, statementOf } from '../record-key.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

/** A settlement pays out the merchant's own balance, to itself. */
export type PayoutKind = 'payout' | 'settlement';

export type PayoutState =
  | 'created'
  | 'confirmed'
  | 'review'
  | 'sent'
  | 'completed'
  | 'failed'
  | 'returned'
  | 'expired'
  | 'cancelled';

export interface PayoutRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  readonly kind: PayoutKind;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly reference: string;
  readonly fingerprint: string;
  /** Leaves the merchant's balance, beside the fee. */
  readonly source: Amount;
  /** Of the same asset as the source. */
  readonly fee: Amount;
  /** Reaches the beneficiary. */
  readonly amount: Amount;
  /** Units of the amount's asset for one of the source's; absent where they are the same. */
  readonly rate?: string;
  readonly state: PayoutState;
  /** Until when the merchant may confirm it, in Unix milliseconds; absent where creating it was confirming it. */
  readonly confirmBy?: number;
  /** Since when the rail may have it, in Unix milliseconds: from then on only the rail can end it. */
  readonly releasedAt?: number;
  /** Why it stands as it does, where that needs a reason. */
  readonly reason?: string;
  /** The rail's own id. */
  readonly externalId?: string;
  readonly sealedBeneficiary: Uint8Array;
  readonly sealedDestination: Uint8Array;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const COLUMNS = `merchant_id, id, dialect, kind, number, reference, fingerprint, source_asset, source_minor, fee_minor,
  asset, amount_minor, rate, state, confirm_by, released_at, reason, external_id, beneficiary, destination, created_at,
  updated_at, extra`;

const INSERT = `insert into payouts (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
  $16, $17, $18, $19, $20, $21, $22, $23)
  on conflict do nothing`;

/** @returns false if the merchant has a payout of this reference in this dialect, or of this number: copies at once have both */
export async function insertPayout(transaction: Transaction, payout: PayoutRow): Promise<boolean> {
  const inserted = await transaction.run(INSERT, [
    payout.merchantId,
    payout.id,
    payout.dialect,
    payout.kind,
    payout.number,
    payout.reference,
    payout.fingerprint,
    payout.source.asset.code,
    payout.source.minor,
    payout.fee.minor,
    payout.amount.asset.code,
    payout.amount.minor,
    payout.rate ?? null,
    payout.state,
    payout.confirmBy ?? null,
    payout.releasedAt ?? null,
    payout.reason ?? null,
    payout.externalId ?? null,
    payout.sealedBeneficiary,
    payout.sealedDestination,
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
  { merchantId, id }: Pick<PayoutRow, 'merchantId' | 'id'>,
): Promise<void> {
  await transaction.run(DELETE, [merchantId, id]);
}

const UPDATE = `update payouts set state = $3, released_at = $4, reason = $5, external_id = $6, updated_at = $7
  where merchant_id = $1 and id = $2`;

/** Stores what can change in a payout. Its row is locked. */
export async function updatePayout(transaction: Transaction, payout: PayoutRow): Promise<void> {
  const { merchantId, id, state, releasedAt, reason, externalId, updatedAt } = payout;
  await transaction.run(UPDATE, [
    merchantId,
    id,
    state,
    releasedAt ?? null,
    reason ?? null,
    externalId ?? null,
    updatedAt,
  ]);
}

const SELECT = `select ${COLUMNS} from payouts where merchant_id = $1`;

/** A payout by its own id, the provider's number or the merchant's reference. */
export type PayoutKey = RecordKey;

export async function selectPayout(reader: Reader, key: PayoutKey): Promise<PayoutRow | undefined> {
  const row = await reader.get(...statementOf(SELECT, key));
  return row && payoutOf(row);
}

/** The same, kept from changing until the transaction ends. */
export async function lockPayout(transaction: Transaction, key: PayoutKey): Promise<PayoutRow | undefined> {
  const row = await transaction.lock(...statementOf(SELECT, key));
  return row && payoutOf(row);
}

export interface PayoutFilter {
  readonly merchantId: string;
  readonly dialect?: string;
  readonly kind?: PayoutKind;
  readonly state?: PayoutState;
}

/** In so many words, because the index of settlements is a partial one. */
const OF_KIND: Readonly<Record<PayoutKind, string>> = {
  payout: " and kind = 'payout'",
  settlement: " and kind = 'settlement'",
};

/** A page of payouts, newest first, before the one of id `beforeId`. */
export async function selectPayouts(
  reader: Reader,
  { merchantId, dialect, kind, state }: PayoutFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly PayoutRow[]> {
  const parameters: (string | number)[] = [merchantId];
  const where = (comparison: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${comparison} $${parameters.push(value)}`;
  // Settlements are few. Concatenated, a column is none of an index: else SQLite goes through all payouts of that column's.
  const among = (column: string) => (kind === 'settlement' ? `${column} || '' =` : `${column} =`);
  const filter = [
    kind === undefined ? '' : OF_KIND[kind],
    where(among('dialect'), dialect),
    where(among('state'), state),
    where('id <', beforeId),
  ].join('');
  const sql = `${SELECT}${filter} order by id desc limit $${parameters.push(limit)}`;
  return (await reader.all(sql, parameters)).map(payoutOf);
}

function payoutOf(row: Row): PayoutRow {
  const sourceAsset = requireAsset(textOf(row, 'source_asset'));
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind') as PayoutKind,
    number: textOf(row, 'number'),
    reference: textOf(row, 'reference'),
    fingerprint: textOf(row, 'fingerprint'),
    source: amountOf(sourceAsset, integerOf(row, 'source_minor')),
    fee: amountOf(sourceAsset, integerOf(row, 'fee_minor')),
    amount: amountOf(requireAsset(textOf(row, 'asset')), integerOf(row, 'amount_minor')),
    rate: optional(row, 'rate', textOf),
    state: textOf(row, 'state') as PayoutState,
    confirmBy: optional(row, 'confirm_by', numberOf),
    releasedAt: optional(row, 'released_at', numberOf),
    reason: optional(row, 'reason', textOf),
    externalId: optional(row, 'external_id', textOf),
    sealedBeneficiary: bytesOf(row, 'beneficiary'),
    sealedDestination: bytesOf(row, 'destination'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    extra: JSON.parse(textOf(row, 'extra')) as PayoutRow['extra'],
  });
}
