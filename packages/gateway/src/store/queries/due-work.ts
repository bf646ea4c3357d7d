import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, textOf } from './row.ts';

export interface DueWorkRow {
  readonly id: string;
  readonly merchantId: string;
  readonly dialect: string;
  /** `invoice.expiry` … */
  readonly kind: string;
  readonly subjectId: string;
  /** Unix milliseconds. */
  readonly dueAt: number;
}

const COLUMNS = 'due_at, id, merchant_id, dialect, kind, subject_id';

const INSERT = `insert into due_work (${COLUMNS}) values ($1, $2, $3, $4, $5, $6)`;

export async function insertDueWork(transaction: Transaction, work: DueWorkRow): Promise<void> {
  const { dueAt, id, merchantId, dialect, kind, subjectId } = work;
  await transaction.run(INSERT, [dueAt, id, merchantId, dialect, kind, subjectId]);
}

const SELECT_DUE = `select ${COLUMNS} from due_work where due_at <= $1 order by due_at, id limit $2`;

/** What is due at a time, the longest overdue first. */
export async function selectDueWork(
  reader: Reader,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly DueWorkRow[]> {
  return (await reader.all(SELECT_DUE, [now, limit])).map(dueWorkOf);
}

const POSTPONE = 'update due_work set due_at = $3 where due_at = $1 and id = $2';

/** Claims work by moving it: of several processes one moves it, and if that one dies, it is due again. @returns whether it was there */
export async function postponeDueWork(
  transaction: Transaction,
  { dueAt, id }: DueWorkRow,
  until: number,
): Promise<boolean> {
  return (await transaction.run(POSTPONE, [dueAt, id, until])) === 1;
}

const DELETE = 'delete from due_work where due_at = $1 and id = $2';

export async function deleteDueWork(transaction: Transaction, { dueAt, id }: DueWorkRow): Promise<void> {
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
  };
}
