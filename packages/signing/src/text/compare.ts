/**
 * Orders names by UTF-16 code units, as JavaScript's default sort does, without regard to any locale. For ASCII names, the
 * only ones that the providers use, this is the order of their bytes.
 */
export function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const FIRST_SURROGATE = 0xd800;
const AFTER_SURROGATES = 0xe000;

/**
 * Orders well-formed names by their UTF-8 bytes, as PHP's, Go's and Python's sorts do. It differs from the order of code units
 * only where a character beyond U+FFFF meets one from U+E000 to U+FFFF.
 */
export function compareBytes(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let index = 0; index < shared; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return byteRank(left) < byteRank(right) ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** Surrogates stand for the characters beyond all others, so they go last (RFC 3629: bytes sort as code points do). */
function byteRank(codeUnit: number): number {
  const isSurrogate = codeUnit >= FIRST_SURROGATE && codeUnit < AFTER_SURROGATES;
  return isSurrogate ? codeUnit + AFTER_SURROGATES : codeUnit;
}
