import type { Reader, Transaction } from '../store.ts';
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

const COLUMNS = 'merchant_id, id, dialect, kind, subject_id, data, created_at';

const INSERT = `insert into outbox (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7)`;

export async function insertEvent(transaction: Transaction, event: EventRow): Promise<void> {
  const { merchantId, id, dialect, kind, subjectId, data, createdAt } = event;
  await transaction.run(INSERT, [merchantId, id, dialect, kind, subjectId, JSON.stringify(data), createdAt]);
}

const SELECT = `select ${COLUMNS} from outbox where merchant_id = $1 and id > $2 order by id limit $3`;

/** A merchant's events in the order in which they happened, after the one of `afterId` (`''` for the first). */
export async function selectEvents(
  reader: Reader,
  page: { readonly merchantId: string; readonly afterId: string; readonly limit: number },
): Promise<readonly EventRow[]> {
  const rows = await reader.all(SELECT, [page.merchantId, page.afterId, page.limit]);
  return rows.map((row) => ({
    merchantId: textOf(row, 'merchant_id'),
    id: textOf(row, 'id'),
    dialect: textOf(row, 'dialect'),
    kind: textOf(row, 'kind'),
    subjectId: textOf(row, 'subject_id'),
    data: JSON.parse(textOf(row, 'data')),
    createdAt: numberOf(row, 'created_at'),
  }));
}
