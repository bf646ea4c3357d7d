import { createHash } from 'node:crypto';
import type { LosslessValue } from '@countersign/signing/json';
import type { TSchema } from 'typebox';
import { bodyReader, type FieldProblem, parseJsonBody, type Read } from '../../http/json-body.ts';
import { failed } from './envelope.ts';

/** A call's parameters, decrypted; numbers as their text. */
export type Parameters = Readonly<Record<string, LosslessValue>>;

/**
 * The parameters that were signed. Nulls and empty strings count as left out: what the signature says of them is documented
 * nowhere, so a verified request may hold some that it does not cover.
 */
export function readParameters(payload: Uint8Array): Read<Parameters> | FieldProblem {
  const parsed = parseJsonBody(payload);
  if (!parsed.ok) return parsed;
  if (typeof parsed.value !== 'object' || parsed.value === null || Array.isArray(parsed.value)) {
    return { ok: false, field: '', reason: 'The parameters must be a JSON object.' };
  }
  const given = Object.entries(parsed.value).filter(([, value]) => value !== null && value !== '');
  return { ok: true, value: Object.fromEntries(given) };
}

/**
 * Tells two requests under one request id apart: the same path with the same parameters, however they are spelled, is the same
 * request.
 */
export function fingerprintOf(path: string, parameters: Parameters): string {
  const canonical = JSON.stringify([path, sorted(parameters)]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** A name like `0` comes first in any object of JavaScript's; for one and the same set of names the order is always one. */
function sorted(value: LosslessValue): LosslessValue {
  if (typeof value !== 'object' || value === null) return value;
  if (isArray(value)) return value.map(sorted);
  const members = Object.entries(value).map(([name, member]) => [name, sorted(member)] as const);
  return Object.fromEntries(members.sort(([left], [right]) => (left < right ? -1 : 1)));
}

function isArray(value: LosslessValue): value is readonly LosslessValue[] {
  return Array.isArray(value);
}

/** A reader of one call's parameters; its refusal is worded as observed: `Parameter 'fileType' value error`. */
export function parameterReader<Schema extends TSchema>(schema: Schema) {
  const read = bodyReader(schema);
  return (parameters: Parameters) => {
    const result = read(parameters);
    if (result.ok) return result;
    const { field, reason } = result;
    return { ok: false as const, answer: failed('parameter', `Parameter '${field}' value error: ${reason}`) };
  };
}
