import { type NamedKind, type NamedRow, selectMerchantOf, selectNamed } from '../store/queries/named.ts';
import type { Reader } from '../store/store.ts';

export type { NamedKind };

/** What a name stands for. Different merchants, and dialects of one, may use the same number. */
export type Named = NamedRow;

/**
 * What people name by a number, whoever's it is: the provider's number, the merchant's own, or the id.
 *
 * @param named.limit how many to list where several have that number
 * @example await findNamed(core.reader, 'invoice', { name: 'order-7', dialects: ['upay'], limit: 2 })
 */
export function findNamed(
  reader: Reader,
  kind: NamedKind,
  named: {
    readonly name: string;
    readonly merchantId?: string;
    readonly dialects: readonly string[];
    readonly limit: number;
  },
): Promise<readonly Named[]> {
  return selectNamed(reader, kind, named);
}

/** Whose a deposit or an abnormal payment is, of which only the id is told. */
export function findMerchantOf(
  reader: Reader,
  kind: 'deposit' | 'abnormal_payment',
  id: string,
): Promise<string | undefined> {
  return selectMerchantOf(reader, kind, id);
}
