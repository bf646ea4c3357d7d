import { compareCodeUnits } from './compare.ts';
import { type JsonNode, parseJson } from './json.ts';

/**
 * Compact JSON with the keys of every object in ascending order of UTF-16 code units, arrays in their order, numbers as they
 * were written and strings as `JSON.stringify` writes them: UPay's form of a nested parameter
 * (upay-api-en.readme.io/reference/signature-data-encryption). That numbers keep their spelling was observed in public clients.
 *
 * @example
 * ```ts
 * import { parseJson } from './json.ts';
 * console.log(compactSorted(parseJson('{ "b": 20.00, "a": "caf\\u00e9" }'))); // {"a":"café","b":20.00}
 * ```
 */
export function compactSorted(node: JsonNode): string {
  switch (node.kind) {
    case 'object': {
      const members = [...node.members].sort((a, b) => compareCodeUnits(a.key, b.key));
      return `{${members.map(({ key, value }) => `${JSON.stringify(key)}:${compactSorted(value)}`).join(',')}}`;
    }
    case 'array':
      return `[${node.items.map(compactSorted).join(',')}]`;
    case 'string':
      return JSON.stringify(node.value);
    default:
      return node.source;
  }
}

/**
 * JSON text without its insignificant whitespace (RFC 8259 §2), otherwise as it was written: order, escapes and numbers stay,
 * and so do spaces inside strings. The text is read first, because without whitespace `1 2` would pass for `12`.
 *
 * Throws a `JsonSyntaxError`.
 *
 * @example
 * ```ts
 * console.log(compact('{ "b": 20.00, "a": "one two" }')); // {"b":20.00,"a":"one two"}
 * ```
 */
export function compact(text: string): string {
  return asWritten(parseJson(text));
}

function asWritten(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members.map(({ keySource, value }) => `${keySource}:${asWritten(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(asWritten).join(',')}]`;
    default:
      return node.source;
  }
}
