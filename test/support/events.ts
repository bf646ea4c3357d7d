import type { EventRow } from '../../packages/gateway/src/store/queries/outbox.ts';
import type { Reader } from '../../packages/gateway/src/store/store.ts';

/** What a merchant's outbox holds, in the order in which it happened. */
export async function eventsOf(reader: Reader, merchantId: string): Promise<readonly EventRow[]> {
  const rows = await reader.all('select * from outbox where merchant_id = $1 order by sequence', [
    merchantId,
  ]);
  return rows.map((row) => ({
    merchantId: String(row.merchant_id),
    id: String(row.id),
    dialect: String(row.dialect),
    kind: String(row.kind),
    subjectId: String(row.subject_id),
    data: JSON.parse(String(row.data)),
    createdAt: Number(row.created_at),
  }));
}
