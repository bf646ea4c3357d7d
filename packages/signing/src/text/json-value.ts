import type { JsonMember, JsonNode } from './json-node.ts';

/** A JSON value in which every number is its text as it was written, so that no amount ever passes through a float. */
export type LosslessValue =
  | string
  | boolean
  | null
  | readonly LosslessValue[]
  | { readonly [name: string]: LosslessValue };

/**
 * What a JSON text means, as values of JavaScript, but for its numbers: they stay their text.
 *
 * @example
 * ```ts
 * import { losslessValue, parseJson } from '@countersign/signing/json';
 * console.log(losslessValue(parseJson('{"amount": 989.190}'))); // { amount: '989.190' }
 * ```
 */
export function losslessValue(node: JsonNode): LosslessValue {
  switch (node.kind) {
    case 'object':
      return losslessObject(node.members);
    case 'array':
      return node.items.map(losslessValue);
    case 'number':
      return node.source;
    case 'null':
      return null;
    default:
      return node.value;
  }
}

function losslessObject(members: readonly JsonMember[]): LosslessValue {
  const object: Record<string, LosslessValue> = {};
  for (const { key, value } of members) {
    // Assigned, this one would become the object's prototype instead of a member.
    if (key === '__proto__') Object.defineProperty(object, key, { ...MEMBER, value: losslessValue(value) });
    else object[key] = losslessValue(value);
  }
  return object;
}

const MEMBER = { enumerable: true, configurable: true, writable: true };
