/**
 * What the numbers and ids that a merchant chooses may be; ours: no limit is documented. Control characters and half surrogate pairs
 * no store could give back. A pattern counts code points.
 */
export const IDENTIFIER_PATTERN = '^[^\\p{Cc}\\p{Cs}]{1,64}$';

const IDENTIFIER = new RegExp(IDENTIFIER_PATTERN, 'u');

export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}
