import Type from 'typebox';
import { text } from './fields.ts';

/** Rows of a list in one answer. */
export const PAGE_MAXIMUM = 1_000;

const CURSOR_CHARACTERS_MAXIMUM = 1_000;

/** What every list takes: where the page before it ended, and how much to tell at most. */
export const PAGE = {
  after: Type.Optional(text('`next` of the page before.', CURSOR_CHARACTERS_MAXIMUM)),
  limit: Type.Optional(
    Type.String({
      pattern: '^[1-9]\\d{0,3}$',
      description: `from 1 to 9999; at most ${PAGE_MAXIMUM} are told.`,
    }),
  ),
};

/** How many rows a page has. */
export function pageLimit(limit: string | undefined, maximum = PAGE_MAXIMUM): number {
  return limit === undefined ? maximum : Math.min(Number(limit), maximum);
}

/** Where a page ends, for a list in the order of several columns. */
export function cursorText(parts: readonly string[]): string {
  return parts.map(encodeURIComponent).join('/');
}

/** The columns' values again; undefined where it is no cursor of so many. */
export function readCursor(cursor: string, count: number): readonly string[] | undefined {
  const parts = cursor.split('/');
  try {
    return parts.length === count ? parts.map(decodeURIComponent) : undefined;
  } catch {
    return undefined;
  }
}

/** A page as it is answered: `next` only where there may be more. */
export function pageOf<Row>(
  rows: readonly Row[],
  cursorOf: (last: Row) => string,
  limit: number,
): { readonly next?: string } {
  const last = rows.at(-1);
  return rows.length < limit || last === undefined ? {} : { next: cursorOf(last) };
}
