import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction, Value } from '../store.ts';
import type { SubjectKind } from './deposits.ts';
import { integerOf, numberOf, textOf } from './row.ts';

/** More than was due, less than was due until it ended, after it had ended, or in another asset than was due. */
export type AbnormalKind = 'over' | 'under' | 'late' | 'wrong_asset';

/** `open` waits for somebody's decision; the others are final. */
export type AbnormalState = 'open' | 'accepted' | 'refunded';

/** Money that came in, but not as it was asked for. Held until it is refunded or accepted. */
export interface AbnormalPaymentRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  /** The deposit that brought it; of several that were too little together, the last. */
  readonly depositId: string;
  readonly kind: AbnormalKind;
  readonly amount: Amount;
  /** The sum of its refunds that have not failed, minor units. */
  readonly refunding: bigint;
  /** Of that, the sum of those that are done. */
  readonly refunded: bigint;
  readonly state: AbnormalState;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const COLUMNS = `merchant_id, id, dialect, subject_kind, subject_id, deposit_id, kind, asset, amount_minor, refunding_minor,
  refunded_minor, state, created_at, updated_at`;

const INSERT = `insert into abnormal_payments (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 'open', $10, $10)`;

/** Inserts one that waits. Its money is to be in the merchant's held account by the end of the same transaction. */
export async function insertAbnormalPayment(
  transaction: Transaction,
  payment: Omit<AbnormalPaymentRow, 'refunding' | 'refunded' | 'state' | 'updatedAt'>,
): Promise<void> {
  const { merchantId, id, dialect, subjectKind, subjectId, depositId, kind, amount, createdAt } = payment;
  const subject = [subjectKind, subjectId, depositId, kind];
  const money = [amount.asset.code, amount.minor];
  await transaction.run(INSERT, [merchantId, id, dialect, ...subject, ...money, createdAt]);
}

const SELECT = `select ${COLUMNS} from abnormal_payments where merchant_id = $1 and id = $2`;

export async function selectAbnormalPayment(
  reader: Reader,
  key: { readonly merchantId: string; readonly id: string },
): Promise<AbnormalPaymentRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.id]);
  return row && abnormalPaymentOf(row);
}

export async function lockAbnormalPayment(
  transaction: Transaction,
  key: { readonly merchantId: string; readonly id: string },
): Promise<AbnormalPaymentRow | undefined> {
  const row = await transaction.lock(SELECT, [key.merchantId, key.id]);
  return row && abnormalPaymentOf(row);
}

const UPDATE = 'update abnormal_payments set state = $3, updated_at = $4 where merchant_id = $1 and id = $2';

export async function updateAbnormalPaymentState(
  transaction: Transaction,
  { merchantId, id, state }: Pick<AbnormalPaymentRow, 'merchantId' | 'id' | 'state'>,
  now: number,
): Promise<void> {
  await transaction.run(UPDATE, [merchantId, id, state, now]);
}

export interface AbnormalPaymentFilter {
  readonly merchantId: string;
  readonly dialect: string;
  readonly state?: AbnormalState;
}

/** Newest first, before the one of `beforeId`. Ids are UUIDv7, so their order is that of creation. */
export async function selectAbnormalPayments(
  reader: Reader,
  { merchantId, dialect, state }: AbnormalPaymentFilter,
  { beforeId, limit }: { readonly beforeId?: string; readonly limit: number },
): Promise<readonly AbnormalPaymentRow[]> {
  const values: Value[] = [merchantId, dialect];
  const bind = (value: Value) => `$${values.push(value)}`;
  const ofState = state === undefined ? '' : ` and state = ${bind(state)}`;
  const before = beforeId === undefined ? '' : ` and id < ${bind(beforeId)}`;
  const sql = `select ${COLUMNS} from abnormal_payments
    where merchant_id = $1 and dialect = $2${ofState}${before} order by id desc limit ${bind(limit)}`;
  return (await reader.all(sql, values)).map(abnormalPaymentOf);
}

const SELECT_OF_SUBJECT = `select ${COLUMNS} from abnormal_payments
  where merchant_id = $1 and subject_id = $2 order by kind, deposit_id`;

/** All of one invoice or virtual account, by kind, the first of each first. */
export async function selectAbnormalPaymentsOf(
  reader: Reader,
  subject: { readonly merchantId: string; readonly subjectId: string },
): Promise<readonly AbnormalPaymentRow[]> {
  return (await reader.all(SELECT_OF_SUBJECT, [subject.merchantId, subject.subjectId])).map(
    abnormalPaymentOf,
  );
}

function abnormalPaymentOf(row: Row): AbnormalPaymentRow {
  return {
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    subjectKind: textOf(row, 'subject_kind') as SubjectKind,
    subjectId: textOf(row, 'subject_id'),
    depositId: textOf(row, 'deposit_id'),
    kind: textOf(row, 'kind') as AbnormalKind,
    amount: amountOf(requireAsset(textOf(row, 'asset')), integerOf(row, 'amount_minor')),
    refunding: integerOf(row, 'refunding_minor'),
    refunded: integerOf(row, 'refunded_minor'),
    state: textOf(row, 'state') as AbnormalState,
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  };
}
