import type { Transaction } from '../store.ts';

/** Bounded, so that a sweep never holds up payments. */
const deletion = (table: string, primaryKey: string) => `delete from ${table} where (${primaryKey}) in
  (select ${primaryKey} from ${table} where expires_at < $1 order by expires_at limit $2)`;

const DELETIONS = {
  claims: deletion('replay_claims', 'merchant_id, credential_id, rule, value'),
  answers: deletion('answers', 'merchant_id, dialect, request_key'),
  tokens: deletion('tokens', 'merchant_id, credential_id, hash'),
};

export type Expiring = keyof typeof DELETIONS;

/** @returns how many rows went. */
export async function deleteExpired(
  transaction: Transaction,
  what: Expiring,
  bound: { readonly before: number; readonly limit: number },
): Promise<number> {
  return transaction.run(DELETIONS[what], [bound.before, bound.limit]);
}
