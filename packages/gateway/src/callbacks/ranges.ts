/** Whole numbers from one to another, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * What is left of a range without some of its numbers.
 *
 * @param numbers in ascending order
 */
export function rangeWithout({ first, last }: Range, numbers: readonly number[]): readonly Range[] {
  const ranges: Range[] = [];
  let next = first;
  for (const number of numbers) {
    if (number > next) ranges.push({ first: next, last: number - 1 });
    next = number + 1;
  }
  if (next <= last) ranges.push({ first: next, last });
  return ranges;
}
