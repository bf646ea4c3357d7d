/** What names one record of a merchant: our id, the provider's number, or the merchant's own reference. */
export type RecordKey = { readonly merchantId: string } & (
  | { readonly id: string }
  | { readonly dialect: string; readonly number: string }
  | { readonly dialect: string; readonly reference: string }
);

/** @param select ends in `where merchant_id = $1` */
export function statementOf(select: string, key: RecordKey): [sql: string, parameters: readonly string[]] {
  const { merchantId } = key;
  if ('id' in key) return [`${select} and id = $2`, [merchantId, key.id]];
  return 'number' in key
    ? [`${select} and dialect = $2 and number = $3`, [merchantId, key.dialect, key.number]]
    : [`${select} and dialect = $2 and reference = $3`, [merchantId, key.dialect, key.reference]];
}
