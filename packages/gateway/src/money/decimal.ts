import { type MoneyProblem, moneyProblem } from './problem.ts';

/** A decimal number, exactly: `mantissa` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly mantissa: bigint;
  readonly scale: number;
}

/** No provider writes more: EasyLink and the chains stop at 18. */
export const DECIMALS_MAXIMUM = 18;

/** As many as the largest 64-bit integer has. Bounds the work before any arithmetic. */
const INTEGER_DIGITS_MAXIMUM = 19;

/** One spelling per whole part: "007" is refused (ours), because some clients' languages read it as octal. */
const PLAIN_DECIMAL = /^(?<whole>0|[1-9][0-9]*)(?:\.(?<fraction>[0-9]+))?$/;

/**
 * Reads an unsigned plain decimal, never through a floating-point number. Zeros at the end of the fraction carry no
 * value and are dropped: "1.50" is 15 at scale 1.
 *
 * @example parseDecimal('100123.000000000000000000') // { mantissa: 100123n, scale: 0 }
 */
export function parseDecimal(text: string): Decimal | MoneyProblem {
  const groups = PLAIN_DECIMAL.exec(text)?.groups;
  if (groups === undefined) {
    return moneyProblem(
      'malformed',
      'must be a plain decimal such as "12.50", without sign, exponent, spaces, separators or leading zeros',
    );
  }
  const { whole = '', fraction = '' } = groups;
  if (whole.length > INTEGER_DIGITS_MAXIMUM) {
    return moneyProblem(
      'too_large',
      `must have at most ${INTEGER_DIGITS_MAXIMUM} digits before the decimal point`,
    );
  }
  if (fraction.length > DECIMALS_MAXIMUM) {
    return moneyProblem(
      'too_many_decimals',
      `must have at most ${DECIMALS_MAXIMUM} decimals, zeros included`,
    );
  }
  return shortest({ mantissa: BigInt(whole + fraction), scale: fraction.length });
}

/**
 * Writes a decimal with exactly `scale` decimals.
 *
 * @example formatDecimal({ mantissa: -5n, scale: 2 }) // '-0.05'
 */
export function formatDecimal({ mantissa, scale }: Decimal): string {
  const sign = mantissa < 0n ? '-' : '';
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The same number without zeros at the end of its decimals. */
export function shortest({ mantissa, scale }: Decimal): Decimal {
  let short = mantissa;
  let decimals = scale;
  while (decimals > 0 && short % 10n === 0n) {
    short /= 10n;
    decimals -= 1;
  }
  return { mantissa: short, scale: decimals };
}

/** The same number counted in units of ten to the power of minus `scale`; undefined if digits would be lost. */
export function rescale(decimal: Decimal, scale: number): bigint | undefined {
  if (scale >= decimal.scale) return decimal.mantissa * powerOfTen(scale - decimal.scale);
  const divisor = powerOfTen(decimal.scale - scale);
  return decimal.mantissa % divisor === 0n ? decimal.mantissa / divisor : undefined;
}

export function powerOfTen(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}
