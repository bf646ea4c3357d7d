import { compareCodeUnits } from './compare.ts';
import { type JsonNode, parseJson } from './json.ts';

/**
 * Compact JSON with the keys of every object in ascending order of code units, arrays in their order, and numbers as they were
 * written. Strings are written as `JSON.stringify` writes them.
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

/** JSON text without its insignificant white space, otherwise as it was written. Throws a `JsonSyntaxError`. */
export function compact(text: string): string {
  return asWritten(parseJson(text));
}

function asWritten(node: JsonNode): string {
  switch (node.kind) {
    case 'object':
      return `{${node.members.map(({ key, value }) => `${JSON.stringify(key)}:${asWritten(value)}`).join(',')}}`;
    case 'array':
      return `[${node.items.map(asWritten).join(',')}]`;
    default:
      return node.source;
  }
}
