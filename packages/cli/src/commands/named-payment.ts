/** Flags that say which payment is meant, where its number alone does not. */
export interface NamedOptions {
  readonly merchant?: string;
  readonly dialect?: string;
}

export const NAMED_OPTIONS = [
  ['--merchant <id>', "this merchant's; needed where several merchants have one of that number"],
  ['--dialect <name>', "this dialect's; needed where several dialects have one of that number"],
] as const;

export const MERCHANT_OPTION = [
  '--merchant <id>',
  'of this merchant; default: the only one there is',
] as const;

/** What the operator API is told of those flags. */
export function named({ merchant, dialect }: NamedOptions): { merchantId?: string; dialect?: string } {
  return {
    ...(merchant !== undefined && { merchantId: merchant }),
    ...(dialect !== undefined && { dialect }),
  };
}

/** A query with what is defined, with its `?`; empty where nothing is. */
export function queryText(values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}
