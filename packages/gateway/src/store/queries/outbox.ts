import type { Transaction } from '../store.ts';

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
