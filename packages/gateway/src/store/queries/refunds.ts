import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import { type RecordKey, statementOf } from '../record-key.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { bytesOf, integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export type RefundState = 'requested' | 'running' | 'done' | 'failed' | 'cancelled';

export interface RefundRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** The number the provider gives. */
  readonly number: string;
  /** The number the merchant gives. */
  readonly reference: string;
  readonly fingerprint: string;
  /** Whose money goes back; absent where it came to a virtual account. */
  readonly invoiceId?: string;
  /** With it, that abnormal payment goes back; without, what the invoice captured. */
  readonly abnormalId?: string;
  readonly amount: Amount;
  readonly state: RefundState;
  /** Why it failed. */
  readonly reason?: string;
  readonly sealedDestination: Uint8Array;
  /** The rail's own id. */
  readonly externalId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** What one dialect must remember. */
  readonly extra: Readonly<Record<string, unknown>>;
}

const COLUMNS = `merchant_id, id, dialect, number, reference, fingerprint, invoice_id, abnormal_id, asset, amount_minor, state,
  reason, destination, external_id, created_at, updated_at, extra`;

const INSERT = `insert into refunds (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
  on conflict do nothing`;

/**
 * Triggers add it to the `refunding` of where the money came in, and refuse it if that is too much: lock that row and look first.
 *
 * @returns false if the merchant has a refund of this reference in this dialect, or of this number: copies at once have both
 */
export async function insertRefund(transaction: Transaction, refund: RefundRow): Promise<boolean> {
  const inserted = await transaction.run(INSERT, [
    refund.merchantId,
    refund.id,
    refund.dialect,
    refund.number,
    refund.reference,
    refund.fingerprint,
    refund.invoiceId ?? null,
    refund.abnormalId ?? null,
    refund.amount.asset.code,
    refund.amount.minor,
    refund.state,
    refund.reason ?? null,
    refund.sealedDestination,
    refund.externalId ?? null,
    refund.createdAt,
    refund.updatedAt,
    JSON.stringify(refund.extra),
  ]);
  return inserted === 1;
}

const DELETE = 'delete from refunds where merchant_id = $1 and id = $2';

/** Takes back an insert of the same transaction. */
export async function deleteRefund(
  transaction: Transaction,
  { merchantId, id }: Pick<RefundRow, 'merchantId' | 'id'>,
): Promise<void> {
  await transaction.run(DELETE, [merchantId, id]);
}

const UPDATE = `update refunds set state = $3, reason = $4, external_id = $5, updated_at = $6
  where merchant_id = $1 and id = $2`;

/** Stores what can change in a refund. Its row is locked. Triggers keep the sums where the money came in. */
export async function updateRefund(transaction: Transaction, refund: RefundRow): Promise<void> {
  const { merchantId, id, state, reason, externalId, updatedAt } = refund;
  await transaction.run(UPDATE, [merchantId, id, state, reason ?? null, externalId ?? null, updatedAt]);
}

const SELECT = `select ${COLUMNS} from refunds where merchant_id = $1`;

/** A refund by its own id, the provider's number or the merchant's reference. */
export type RefundKey = RecordKey;

export async function selectRefund(reader: Reader, key: RefundKey): Promise<RefundRow | undefined> {
  const row = await reader.get(...statementOf(SELECT, key));
  return row && refundOf(row);
}

/** The same, kept from changing until the transaction ends. */
export async function lockRefund(transaction: Transaction, key: RefundKey): Promise<RefundRow | undefined> {
  const row = await transaction.lock(...statementOf(SELECT, key));
  return row && refundOf(row);
}

export interface RefundFilter {
  readonly merchantId: string;
  readonly dialect?: string;
  readonly invoiceId?: string;
  readonly abnormalId?: string;
  readonly state?: RefundState;
}

/** A page of refunds, newest first, before the one of id `beforeId`. */
export async function selectRefunds(
  reader: Reader,
  { merchantId, dialect, invoiceId, abnormalId, state }: RefundFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly RefundRow[]> {
  const parameters: (string | number)[] = [merchantId];
  const where = (comparison: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${comparison} $${parameters.push(value)}`;
  const filter = [
    where('invoice_id =', invoiceId),
    where('abnormal_id =', abnormalId),
    where('dialect =', dialect),
    where('state =', state),
    where('id <', beforeId),
  ].join('');
  const sql = `${SELECT}${filter} order by id desc limit $${parameters.push(limit)}`;
  return (await reader.all(sql, parameters)).map(refundOf);
}

function refundOf(row: Row): RefundRow {
  const asset = requireAsset(textOf(row, 'asset'));
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    number: textOf(row, 'number'),
    reference: textOf(row, 'reference'),
    fingerprint: textOf(row, 'fingerprint'),
    invoiceId: optional(row, 'invoice_id', textOf),
    abnormalId: optional(row, 'abnormal_id', textOf),
    amount: amountOf(asset, integerOf(row, 'amount_minor')),
    state: textOf(row, 'state') as RefundState,
    reason: optional(row, 'reason', textOf),
    sealedDestination: bytesOf(row, 'destination'),
    externalId: optional(row, 'external_id', textOf),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
    extra: JSON.parse(textOf(row, 'extra')) as RefundRow['extra'],
  });
}
