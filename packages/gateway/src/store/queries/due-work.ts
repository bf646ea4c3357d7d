import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, optional, textOf } from './row.ts';

export interface NewDueWork {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  /** `invoice.expiry` … */
  readonly kind: string;
  readonly subjectId: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

export interface DueWorkRow extends NewDueWork {
  /** How often it was claimed. */
  readonly attempts: number;
}

const INSERT = `insert into due_work (due_at, id, merchant_id, dialect, kind, subject_id, attempts)
  values ($1, $2, $3, $4, $5, $6, 0)`;

export async function insertDueWork(transaction: Transaction, work: NewDueWork): Promise<void> {
  const { dueAt, id, merchantId, dialect, kind, subjectId } = work;
  await transaction.run(INSERT, [dueAt, id, merchantId, dialect, kind, subjectId]);
}

const SELECT_DUE = `select due_at, id, merchant_id, dialect, kind, subject_id, attempts
  from due_work where due_at <= $1 order by due_at, id limit $2`;

/** What is due at a time, the longest overdue first. */
export async function selectDueWork(
  reader: Reader,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly DueWorkRow[]> {
  return (await reader.all(SELECT_DUE, [now, limit])).map(dueWorkOf);
}

const SELECT_NEXT = 'select min(due_at) as due_at from due_work';

/** When the next work is due, or was. */
export async function selectNextDueAt(reader: Reader): Promise<number | undefined> {
  const row = await reader.get(SELECT_NEXT);
  return row && optional(row, 'due_at', numberOf);
}

const CLAIM = 'update due_work set due_at = $3, attempts = attempts + 1 where due_at = $1 and id = $2';

/** Claims work by postponing it: of several processes one does, and if that one dies, the work is due again. @returns whether it was there */
export async function claimDueWork(
  transaction: Transaction,
  { dueAt, id }: Pick<DueWorkRow, 'dueAt' | 'id'>,
  until: number,
): Promise<boolean> {
  return (await transaction.run(CLAIM, [dueAt, id, until])) === 1;
}

const POSTPONE = 'update due_work set due_at = $3 where due_at = $1 and id = $2';

export async function postponeDueWork(
  transaction: Transaction,
  { dueAt, id }: Pick<DueWorkRow, 'dueAt' | 'id'>,
  until: number,
): Promise<void> {
  await transaction.run(POSTPONE, [dueAt, id, until]);
}

const DELETE = 'delete from due_work where due_at = $1 and id = $2';

export async function deleteDueWork(
  transaction: Transaction,
  { dueAt, id }: Pick<DueWorkRow, 'dueAt' | 'id'>,
): Promise<void> {
  await transaction.run(DELETE, [dueAt, id]);
}

function dueWorkOf(row: Row): DueWorkRow {
  return {
    dueAt: numberOf(row, 'due_at'),
    id: textOf(row, 'id'),
    merchantId: textOf(row, 'merchant_id'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind'),
    subjectId: textOf(row, 'subject_id'),
    attempts: numberOf(row, 'attempts'),
  };
}
