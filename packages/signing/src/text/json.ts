import type { JsonNode } from './json-node.ts';
import { JsonReader } from './json-reader.ts';

export { JsonSyntaxError } from './json-error.ts';
export type {
  JsonArray,
  JsonBoolean,
  JsonMember,
  JsonNode,
  JsonNull,
  JsonNumber,
  JsonObject,
  JsonString,
} from './json-node.ts';
export { type LosslessValue, losslessValue } from './json-value.ts';

/**
 * Reads JSON without losing what a signature may depend on.
 *
 * It accepts what `JSON.parse` accepts (RFC 8259: no comments, no trailing commas, no leading zeros, no `NaN`) with two
 * exceptions. A key that appears twice in one object is refused: two readers may take different values of it, so one signature
 * would cover two messages (RFC 8259 §4). Nesting beyond 64 levels is refused: the limit is ours (RFC 8259 §9 allows one).
 *
 * Throws a `JsonSyntaxError`, which says what is wrong and where.
 *
 * @example
 * ```ts
 * import { parseJson } from '@countersign/signing';
 * const body = parseJson('{"amount": 20.00}');
 * console.log(body.kind === 'object' && body.members[0]?.value.source); // 20.00
 * ```
 */
export function parseJson(text: string): JsonNode {
  return new JsonReader(text).readDocument();
}
