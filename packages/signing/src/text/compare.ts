/**
 * Orders names by UTF-16 code units, as JavaScript's default sort does, without regard to any locale. For ASCII names, the
 * only ones that the providers use, this is the order of their bytes.
 */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
