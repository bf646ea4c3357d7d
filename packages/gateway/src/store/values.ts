import { UnstorableValue } from './errors.ts';
import type { Value } from './store.ts';

/** What a driver is given. No number is left: SQLite would take every JavaScript number for a floating-point one. */
export type Bindable = Exclude<Value, number>;

const INTEGER_MINIMUM = -(2n ** 63n);
const INTEGER_MAXIMUM = 2n ** 63n - 1n;

/**
 * A parameter as both engines keep it, bit by bit. What one of them would refuse, round or replace is refused for both. The value
 * itself is kept out of the message: it may be a secret.
 *
 * @param position of the placeholder, from 1
 */
export function bindable(value: Value | undefined, position: number): Bindable {
  switch (typeof value) {
    case 'string':
      return storableText(value, position);
    case 'number':
      if (!Number.isSafeInteger(value)) throw unstorable(position, 'is not an integer that a number holds');
      return BigInt(value);
    case 'bigint':
      if (value < INTEGER_MINIMUM || value > INTEGER_MAXIMUM) throw unstorable(position, 'exceeds 64 bits');
      return value;
    default:
      if (value === null || value instanceof Uint8Array) return value;
      throw unstorable(position, `is of type ${typeof value}`);
  }
}

/** PostgreSQL's text has no NUL, and in UTF-8 a lone surrogate turns into U+FFFD, so that two different keys would be one. */
function storableText(text: string, position: number): string {
  if (text.includes('\0')) throw unstorable(position, 'contains the character U+0000');
  if (!text.isWellFormed()) throw unstorable(position, 'contains half of a surrogate pair');
  return text;
}

function unstorable(position: number, why: string): UnstorableValue {
  return new UnstorableValue(`parameter $${position} cannot be stored: it ${why}`);
}
