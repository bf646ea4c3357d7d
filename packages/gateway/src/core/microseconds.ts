/** Seconds with up to six decimals, compared as integers: as text "9.5" would follow "10.1", as floats digits would be lost. */
const DECIMAL_SECONDS = /^(?<whole>\d{1,13})(?:\.(?<fraction>\d{1,6}))?$/;

/**
 * @param seconds as it stands in a verified message
 * @throws RangeError if it is no such decimal: freshness checks let none through
 * @example parseMicroseconds('1651480109.1231') // 1651480109123100n
 */
export function parseMicroseconds(seconds: string): bigint {
  const groups = DECIMAL_SECONDS.exec(seconds)?.groups;
  if (groups === undefined) throw new RangeError('not a time in decimal seconds');
  const { whole = '', fraction = '' } = groups;
  return BigInt(whole + fraction.padEnd(6, '0'));
}

/** @example formatMicroseconds(1651480109123100n) // '1651480109.1231' */
export function formatMicroseconds(microseconds: bigint): string {
  const digits = microseconds.toString().padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/u, '');
  const whole = digits.slice(0, -6);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
