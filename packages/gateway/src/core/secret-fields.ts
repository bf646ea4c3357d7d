import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A credential's fields, readable one by one, but hidden wherever they are printed or serialised as a whole: a log line, an error
 * report, `JSON.stringify` of whatever holds them.
 */
export function secretFields(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const guarded = { ...fields };
  Object.defineProperty(guarded, 'toJSON', { value: () => HIDDEN });
  Object.defineProperty(guarded, inspect.custom, { value: () => HIDDEN });
  return Object.freeze(guarded);
}
