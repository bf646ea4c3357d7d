import type { FieldRule, FieldType, Option } from './form.ts';

/** Ours, for texts that no limit is known of. */
const TEXTAREA_LENGTH_MAXIMUM = 2_000;
const PHONE_NUMBER_LENGTH_MAXIMUM = 32;

/** Characters are counted as Unicode code points: what the provider counts is not documented. */
function isAtMost(length: number, value: string): boolean {
  return value.length <= length || [...value].length <= length;
}

function limited(type: FieldType, lengthMaximum: number): FieldRule {
  return {
    type,
    description: `At most ${lengthMaximum} characters.`,
    problem: `must have at most ${lengthMaximum} characters.`,
    accepts: (value) => isAtMost(lengthMaximum, value),
  };
}

export function text(lengthMaximum: number): FieldRule {
  return limited('input', lengthMaximum);
}

export const longText: FieldRule = limited('textarea', TEXTAREA_LENGTH_MAXIMUM);

function pattern(expression: RegExp, description: string): FieldRule {
  return {
    type: 'input',
    description: `${description}.`,
    problem: `has an invalid format. It takes ${description.toLowerCase()}.`,
    accepts: (value) => expression.test(value),
  };
}

/** `user@host` and nothing finer: what is a good address, only its mailbox knows. */
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@.]+$/u;
const EMAIL_LENGTH_MAXIMUM = 64;

export const email: FieldRule = {
  ...pattern(EMAIL, `An e-mail address of at most ${EMAIL_LENGTH_MAXIMUM} characters`),
  accepts: (value) => isAtMost(EMAIL_LENGTH_MAXIMUM, value) && EMAIL.test(value),
};

const PHONE_NUMBER = new RegExp(`^(?=.{1,${PHONE_NUMBER_LENGTH_MAXIMUM}}$)\\d(?:[\\d-]*\\d)?$`, 'u');

export const phoneNumber: FieldRule = pattern(PHONE_NUMBER, 'Digits and hyphens, with a digit at both ends');
export const postalCode: FieldRule = pattern(
  /^[A-Za-z0-9 -]{1,20}$/u,
  'At most 20 letters, digits, spaces and hyphens',
);
export const occupationCode: FieldRule = pattern(/^\d{4}$/u, 'Exactly 4 digits');
export const taxId: FieldRule = pattern(/^[A-Za-z0-9]{1,100}$/u, 'At most 100 letters and digits');

/** What ECMAScript's `Date` can hold, to both sides of 1970. */
const MILLISECONDS_MAXIMUM = 8_640_000_000_000_000;

/** The form says `yyyy-MM-dd`, and the test environment takes milliseconds only, in these words. */
export const date: FieldRule = {
  type: 'date',
  format: 'yyyy-MM-dd',
  description: 'Milliseconds since 1970 in UTC, as text.',
  problem: 'has an invalid format. Only a millisecond timestamp is accepted.',
  accepts: (value) => /^-?\d{1,16}$/u.test(value) && Math.abs(Number(value)) <= MILLISECONDS_MAXIMUM,
};

/** The id of an uploaded file, as an upload gives it. */
export function upload(extensions: readonly string[]): FieldRule {
  const format = extensions.join(',');
  return {
    type: 'upload',
    format,
    description: `The fileId of POST /api/v1/common/file/upload (${format}).`,
    problem: 'must be the fileId of an upload: 32 hexadecimal digits.',
    accepts: (value) => /^[0-9a-f]{32}$/u.test(value),
  };
}

const OPTIONS_TOLD_MAXIMUM = 10;

export function choice(
  type: 'select' | 'radio',
  optionKey: string,
  options: readonly Option[] | undefined,
): FieldRule {
  if (options === undefined) throw new Error(`no options are listed under ${optionKey}`);
  const values = options.map(({ value }) => value);
  const known = new Set(values);
  const told = values.slice(0, OPTIONS_TOLD_MAXIMUM).join(', ');
  const further = values.length > OPTIONS_TOLD_MAXIMUM ? ' …' : '';
  return {
    type,
    optionKey,
    problem: `must be one of the options ${optionKey}: ${told}${further}`,
    accepts: (value) => known.has(value),
  };
}
