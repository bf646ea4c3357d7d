import { JsonSyntaxError, type LosslessValue, losslessValue, parseJson } from '@countersign/signing/json';
import type { Static, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';

/** What is wrong with a request's content: which field, and how to put it right. Empty where it is the whole content. */
export interface FieldProblem {
  readonly ok: false;
  readonly field: string;
  readonly reason: string;
}

export interface Read<T> {
  readonly ok: true;
  readonly value: T;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** The content as JSON with numbers as text. An empty content reads as `{}`. */
export function parseJsonBody(content: Uint8Array): Read<LosslessValue> | FieldProblem {
  if (content.length === 0) return { ok: true, value: {} };
  try {
    return { ok: true, value: losslessValue(parseJson(strictUtf8.decode(content))) };
  } catch (error) {
    if (error instanceof JsonSyntaxError)
      return { ok: false, field: '', reason: `The body is ${error.message}.` };
    if (error instanceof TypeError) return { ok: false, field: '', reason: 'The body is not UTF-8.' };
    throw error;
  }
}

/**
 * A reader of request contents after a schema. Providers' clients write the same field as number or as string, so numbers arrive
 * as text and schemas describe their text; a field that is null counts as left out. Fields that the schema does not name are
 * ignored.
 */
export function bodyReader<Schema extends TSchema>(
  schema: Schema,
): (content: LosslessValue) => Read<Static<Schema>> | FieldProblem {
  const validator: Validator = Compile(schema);
  return (content) => {
    const value = withoutNulls(content);
    if (validator.Check(value)) return { ok: true, value: value as Static<Schema> };
    return firstProblem(validator, schema, value);
  };
}

function withoutNulls(content: LosslessValue): LosslessValue {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  if (!Object.values(content).includes(null)) return content;
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
}

/** The schema's own `description` of a field says what belongs there. */
function firstProblem(validator: Validator, schema: TSchema, value: unknown): FieldProblem {
  const [error] = validator.Errors(value);
  if (error === undefined) return { ok: false, field: '', reason: 'The content does not fit its schema.' };
  if (error.keyword === 'required') {
    const [field = ''] = error.params.requiredProperties;
    return { ok: false, field, reason: `${field} is required: ${describeField(schema, field)}` };
  }
  const field = error.instancePath.slice(1).replaceAll('/', '.');
  if (field === '') return { ok: false, field, reason: 'The body must be a JSON object.' };
  // Only schemas that take no further fields have this.
  if (error.keyword === 'boolean') return { ok: false, field, reason: `${field} is not known here.` };
  return { ok: false, field, reason: `${field} is not valid: ${describeField(schema, field)}` };
}

function describeField(schema: TSchema, field: string): string {
  const properties = (schema as { readonly properties?: Readonly<Record<string, { description?: string }>> })
    .properties;
  return properties?.[field.split('.')[0] ?? '']?.description ?? 'see the documentation';
}
