import type { Header } from '@countersign/signing';

/** Headers as a JSON object; one that stands more than once becomes an array. */
export function headersObject(
  headers: readonly Header[],
): Readonly<Record<string, string | readonly string[]>> {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of headers) values.set(name, [...(values.get(name) ?? []), value]);
  const entries = [...values].map(
    ([name, [first = '', ...others]]) => [name, others.length === 0 ? first : [first, ...others]] as const,
  );
  return Object.fromEntries(entries);
}
