import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf, textOf } from './row.ts';

export interface EventRow {
  readonly merchantId: string;
  readonly id: string;
  readonly dialect: string;
  /** `invoice.created` … */
  readonly kind: string;
  /** The invoice, payout … it tells of. */
  readonly subjectId: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly createdAt: number;
}

/** An event with its place in the outbox. */
export interface PlacedEventRow extends EventRow {
  readonly sequence: number;
}

const COLUMNS = 'merchant_id, id, dialect, kind, subject_id, data, created_at';

const INSERT = `insert into outbox (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`;

export async function insertEvent(transaction: Transaction, event: EventRow): Promise<void> {
  const { merchantId, id, dialect, kind, subjectId, data, createdAt } = event;
  await transaction.run(INSERT, [merchantId, id, dialect, kind, subjectId, JSON.stringify(data), createdAt]);
}

const SELECT = `select sequence, ${COLUMNS} from outbox where sequence between $1 and $2 order by sequence limit $3`;

/** What is committed between two places, both included, in order. What is missing among them may yet be: see `outbox-gaps.ts`. */
export async function selectEvents(
  reader: Reader,
  { first, last }: { readonly first: number; readonly last: number },
  limit: number,
): Promise<readonly PlacedEventRow[]> {
  return (await reader.all(SELECT, [first, last, limit])).map(placedEventOf);
}

function placedEventOf(row: Row): PlacedEventRow {
  return {
    sequence: numberOf(row, 'sequence'),
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind'),
    subjectId: textOf(row, 'subject_id'),
    data: JSON.parse(textOf(row, 'data')) as PlacedEventRow['data'],
    createdAt: numberOf(row, 'created_at'),
  };
}
