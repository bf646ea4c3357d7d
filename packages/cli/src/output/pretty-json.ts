import { type JsonNode, JsonSyntaxError, parseJson } from '@countersign/signing';

/** JSON text indented, with every number and string as it was written; undefined where it is not JSON. */
export function prettyJson(text: string): string | undefined {
  try {
    return indented(parseJson(text), '');
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function indented(node: JsonNode, indent: string): string {
  const inner = `${indent}  `;
  if (node.kind === 'object') {
    const members = node.members.map(({ key, value }) => `${JSON.stringify(key)}: ${indented(value, inner)}`);
    return between('{', members, '}', indent);
  }
  if (node.kind === 'array') {
    return between(
      '[',
      node.items.map((item) => indented(item, inner)),
      ']',
      indent,
    );
  }
  return node.source;
}

function between(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(',\n')}\n${indent}${close}`;
}
