import Type, { type Static, type TSchema } from 'typebox';
import { bodyReader, type FieldProblem, parseJsonBody, type Read } from '../http/json-body.ts';
import { type Amount, type Asset, findAsset, parseAmount } from '../money/index.ts';

/** Fields that are not known are refused: a misspelt allowlist must not open a key to the world. */
export const strict = { additionalProperties: false } as const;

/** Of whatever people name: numbers of providers and merchants, external ids. */
const NAME_CHARACTERS_MAXIMUM = 200;

/** Text of one line. */
export const text = (description: string, maxLength = NAME_CHARACTERS_MAXIMUM) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\p{Cc}\\p{Cs}]+$', description });

export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description: `one of ${values.join(', ')}.` },
  ) as unknown as Type.TUnsafe<Values[number]>;

export const amountText = Type.String({
  pattern: '^\\d{1,19}(\\.\\d{1,18})?$',
  description: 'a decimal such as 12.5.',
});

export const assetCode = (description = 'the code of an asset, such as USDT or IDR.') =>
  Type.String({ pattern: '^[A-Z][A-Z0-9]{1,11}$', description });

/** Numbers arrive as their text. */
export const wholeNumber = (description: string) => Type.String({ pattern: '^\\d{1,15}$', description });

export const time = wholeNumber('a time in Unix milliseconds.');

/** Says whose payment is meant, where its number alone does not. */
export const OWNER = {
  merchantId: Type.Optional(text("a merchant's id.", 64)),
  dialect: Type.Optional(text('one of the dialects.', 32)),
};

export interface Owner {
  readonly merchantId?: string;
  readonly dialect?: string;
}

export function jsonReader<Schema extends TSchema>(
  schema: Schema,
): (content: Uint8Array) => Read<Static<Schema>> | FieldProblem {
  const read = bodyReader(schema);
  return (content) => {
    const parsed = parseJsonBody(content);
    return parsed.ok ? read(parsed.value) : parsed;
  };
}

/** Reads what follows the `?` as the fields of a schema. */
export function queryReader<Schema extends TSchema>(
  schema: Schema,
): (query: string | undefined) => Read<Static<Schema>> | FieldProblem {
  const read = bodyReader(schema);
  return (query) => read(Object.fromEntries(new URLSearchParams(query)));
}

/** The asset of a code from outside, or what to answer. */
export function readAsset(code: string, field = 'asset'): Asset | FieldProblem {
  return (
    findAsset(code) ?? {
      ok: false,
      field,
      reason: `${field}: there is no asset ${code}; write its code, such as USDT.`,
    }
  );
}

/** The amount of a text from outside, or what to answer. */
export function readAmount(amount: string, asset: Asset, field = 'amount'): Amount | FieldProblem {
  const read = parseAmount(amount, asset);
  return 'problem' in read ? { ok: false, field, reason: `${field} ${read.message}.` } : read;
}

/** An amount that can be paid. */
export function readPaid(amount: string, asset: Asset, field = 'amount'): Amount | FieldProblem {
  const read = readAmount(amount, asset, field);
  return 'minor' in read && read.minor === 0n
    ? { ok: false, field, reason: `${field} must be above zero.` }
    : read;
}

export function isProblem(value: object): value is FieldProblem {
  return 'reason' in value && 'ok' in value && value.ok === false;
}
