/**
 * A number for `JSON.stringify` that is written just as `text` has it: amounts that are documented as JSON numbers stay exact.
 *
 * @throws SyntaxError where the text is not a JSON number or literal
 */
export function exactNumber(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text);
}
