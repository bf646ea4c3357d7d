import { UsageError } from '../ending.ts';
import { queryText } from './named-payment.ts';
import type { Operation } from './operator-command.ts';

const LIMIT_DEFAULT = 100;
/** What the operator API gives at once where it is not asked for less. */
const PAGE_USUAL = 1_000;

export const LIMIT_OPTION = ['--limit <count>', `at most so many; default: ${LIMIT_DEFAULT}`] as const;

export function limitOf({ limit }: { readonly limit?: string }, otherwise = LIMIT_DEFAULT): number {
  if (limit === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/u.test(limit))
    throw new UsageError(`--limit: '${limit}' is no count; write 1 or more`);
  return Number(limit);
}

type Filter = Readonly<Record<string, string | undefined>>;

/** A list that the operator API gives in pages, up to `limit` of it. */
export async function everyPage<Item>(
  call: Operation<unknown>['call'],
  path: string,
  name: string,
  filter: Filter,
  limit: number,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  const asked = { ...filter, ...(limit < PAGE_USUAL && { limit: String(limit) }) };
  for await (const page of pages<Item>(call, path, name, asked)) {
    items.push(...page);
    if (items.length >= limit) return items.slice(0, limit);
  }
  return items;
}

export async function* pages<Item>(
  call: Operation<unknown>['call'],
  path: string,
  name: string,
  filter: Filter,
): AsyncGenerator<readonly Item[]> {
  let after: string | undefined;
  do {
    const answer = await call<Record<string, unknown>>({
      method: 'GET',
      path: path + queryText({ ...filter, after }),
    });
    yield answer[name] as readonly Item[];
    after = answer.next as string | undefined;
  } while (after !== undefined);
}
