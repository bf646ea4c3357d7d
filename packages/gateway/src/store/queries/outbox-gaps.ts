import type { Reader, Row, Transaction } from '../store.ts';
import { numberOf } from './row.ts';

/** Numbers of the outbox, both ends included, that were not there when later ones were. */
export interface OutboxGap {
  readonly first: number;
  readonly last: number;
  /** Unix milliseconds of the machine's clock. */
  readonly seenAt: number;
  readonly lookAt: number;
}

const SELECT = `select first_sequence, last_sequence, seen_at, look_at from outbox_gaps
  where look_at <= $1 order by look_at limit $2`;

/** Those to look at now. */
export async function selectGaps(
  reader: Reader,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly OutboxGap[]> {
  return (await reader.all(SELECT, [now, limit])).map(gapOf);
}

const INSERT = `insert into outbox_gaps (first_sequence, last_sequence, seen_at, look_at) values ($1, $2, $3, $4)`;

export async function insertGap(transaction: Transaction, gap: OutboxGap): Promise<void> {
  await transaction.run(INSERT, [gap.first, gap.last, gap.seenAt, gap.lookAt]);
}

const DELETE = 'delete from outbox_gaps where first_sequence = $1 and last_sequence = $2';

/** @returns whether it was there */
export async function deleteGap(
  transaction: Transaction,
  { first, last }: Pick<OutboxGap, 'first' | 'last'>,
): Promise<boolean> {
  return (await transaction.run(DELETE, [first, last])) === 1;
}

function gapOf(row: Row): OutboxGap {
  return {
    first: numberOf(row, 'first_sequence'),
    last: numberOf(row, 'last_sequence'),
    seenAt: numberOf(row, 'seen_at'),
    lookAt: numberOf(row, 'look_at'),
  };
}
