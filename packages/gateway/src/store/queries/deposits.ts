import { type Amount, amountOf, requireAsset } from '../../money/index.ts';
import type { Reader, Row, Transaction } from '../store.ts';
import { integerOf, numberOf, optional, textOf, withoutUndefined } from './row.ts';

export type SubjectKind = 'invoice' | 'virtual_account';

/** `seen` can still be undone; the others are final. */
export type DepositState = 'seen' | 'confirmed' | 'rejected';

/** Money that came in: one row, however often the rail reports it. */
export interface DepositRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  readonly rail: string;
  /** The rail's own id. Unique per rail. */
  readonly externalId: string;
  readonly subjectKind: SubjectKind;
  readonly subjectId: string;
  readonly amount: Amount;
  readonly state: DepositState;
  /** Whether it counts towards what its subject asked for. */
  readonly counted: boolean;
  readonly sender?: string;
  /** When the payer sent it, as far as the rail knows. */
  readonly occurredAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

const COLUMNS = `merchant_id, id, dialect, rail, external_id, subject_kind, subject_id, asset, amount_minor, state, counted, sender,
  occurred_at, created_at, updated_at`;

const INSERT = `insert into deposits (${COLUMNS})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
  on conflict (rail, external_id) do nothing`;

/** @returns false if the rail has reported this external id before, of whatever subject. */
export async function insertDeposit(transaction: Transaction, deposit: DepositRow): Promise<boolean> {
  const { amount } = deposit;
  const values = [
    deposit.merchantId,
    deposit.id,
    deposit.dialect,
    deposit.rail,
    deposit.externalId,
    deposit.subjectKind,
    deposit.subjectId,
    amount.asset.code,
    amount.minor,
    deposit.state,
    deposit.counted ? 1 : 0,
    deposit.sender ?? null,
    deposit.occurredAt,
    deposit.createdAt,
    deposit.updatedAt,
  ];
  return (await transaction.run(INSERT, values)) === 1;
}

const SELECT_BY_EXTERNAL_ID = `select ${COLUMNS} from deposits where rail = $1 and external_id = $2`;

/** To change it, lock its subject first: whoever does may change its deposits. */
export async function selectDepositByExternalId(
  reader: Reader,
  key: { readonly rail: string; readonly externalId: string },
): Promise<DepositRow | undefined> {
  const row = await reader.get(SELECT_BY_EXTERNAL_ID, [key.rail, key.externalId]);
  return row && depositOf(row);
}

const SELECT = `select ${COLUMNS} from deposits where merchant_id = $1 and id = $2`;

export async function selectDeposit(
  reader: Reader,
  key: { readonly merchantId: string; readonly id: string },
): Promise<DepositRow | undefined> {
  const row = await reader.get(SELECT, [key.merchantId, key.id]);
  return row && depositOf(row);
}

const UPDATE = 'update deposits set state = $3, updated_at = $4 where merchant_id = $1 and id = $2';

export async function updateDepositState(
  transaction: Transaction,
  { merchantId, id, state }: Pick<DepositRow, 'merchantId' | 'id' | 'state'>,
  now: number,
): Promise<void> {
  await transaction.run(UPDATE, [merchantId, id, state, now]);
}

const SELECT_COUNTED = `select ${COLUMNS} from deposits
  where merchant_id = $1 and subject_id = $2 and counted = 1 and state <> 'rejected' order by id`;

/** Those that make up what a subject has received, in the order in which the gateway heard of them. */
export async function selectCountedDeposits(
  reader: Reader,
  subject: { readonly merchantId: string; readonly subjectId: string },
): Promise<readonly DepositRow[]> {
  return (await reader.all(SELECT_COUNTED, [subject.merchantId, subject.subjectId])).map(depositOf);
}

const SELECT_OF_SUBJECT = `select ${COLUMNS} from deposits
  where merchant_id = $1 and subject_id = $2 and id > $3 order by id limit $4`;

/** All of a subject, counted or not, the first first, after the one of `afterId` (`''` for the first). */
export async function selectDeposits(
  reader: Reader,
  page: {
    readonly merchantId: string;
    readonly subjectId: string;
    readonly afterId: string;
    readonly limit: number;
  },
): Promise<readonly DepositRow[]> {
  const { merchantId, subjectId, afterId, limit } = page;
  return (await reader.all(SELECT_OF_SUBJECT, [merchantId, subjectId, afterId, limit])).map(depositOf);
}

function depositOf(row: Row): DepositRow {
  return withoutUndefined({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    rail: textOf(row, 'rail'),
    externalId: textOf(row, 'external_id'),
    subjectKind: textOf(row, 'subject_kind') as SubjectKind,
    subjectId: textOf(row, 'subject_id'),
    amount: amountOf(requireAsset(textOf(row, 'asset')), integerOf(row, 'amount_minor')),
    state: textOf(row, 'state') as DepositState,
    counted: integerOf(row, 'counted') === 1n,
    sender: optional(row, 'sender', textOf),
    occurredAt: numberOf(row, 'occurred_at'),
    createdAt: numberOf(row, 'created_at'),
    updatedAt: numberOf(row, 'updated_at'),
  });
}
