/** Which page of a list is asked for: the first, or the one behind the `next` of the page before it. */
export interface NewestFirst {
  readonly before?: string;
  readonly limit: number;
}

/** The page as the store is asked for it: one more row than is shown tells whether more follow. */
export function withOneMore(
  before: string | undefined,
  limit: number,
): { readonly limit: number; readonly beforeId?: string } {
  return { limit: limit + 1, ...(before !== undefined && { beforeId: before }) };
}

/** Cuts off the one row more. @returns the page's rows, and its `next` if more follow: spread `more` into the answer */
export function pageOf<Row extends { readonly id: string }>(
  found: readonly Row[],
  limit: number,
): { readonly rows: readonly Row[]; readonly more: { readonly next?: string } } {
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return { rows, more: found.length > limit && last !== undefined ? { next: last.id } : {} };
}
