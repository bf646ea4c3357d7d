/** Why a text is not JSON, and where: `position` counts UTF-16 code units from 0, `reason` is one clause in words. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';
  readonly position: number;
  readonly reason: string;

  constructor(position: number, reason: string) {
    super(`not valid JSON at position ${position}: ${reason}`);
    this.position = position;
    this.reason = reason;
  }
}

/** What stands at `position` is not what the grammar wants there. */
export function expecting(text: string, position: number, expected: string): JsonSyntaxError {
  const found = text[position];
  return new JsonSyntaxError(
    position,
    `expected ${expected}, found ${found === undefined ? 'the end' : JSON.stringify(found)}`,
  );
}
