/**
 * JSON that is written and encoded already. What is the same in many answers is written once, instead of anew in each: beside the
 * writing this saves the encoding, since one character beyond Latin-1 in a text makes all of it twice as long to read.
 */
export class JsonFragment {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

/** A value as `JSON.stringify` writes it, to be put into other JSON. */
export function jsonFragment(value: unknown): JsonFragment {
  return new JsonFragment(Buffer.from(JSON.stringify(value), 'utf8'));
}

/**
 * An object as `JSON.stringify` writes it, some of whose members may be fragments; fragments deeper inside are not looked for.
 *
 * @param members under names that need no escape
 * @example Buffer.from(jsonObject({ id: 7, known: jsonFragment([1, 2]) }).bytes).toString() // '{"id":7,"known":[1,2]}'
 */
export function jsonObject(members: Readonly<Record<string, unknown>>): JsonFragment {
  const parts: (string | Uint8Array)[] = [];
  let text = '{';
  let separator = '';
  for (const name in members) {
    const value = members[name];
    const isFragment = value instanceof JsonFragment;
    const written = isFragment ? '' : JSON.stringify(value);
    if (written === undefined) continue;
    text += `${separator}"${name}":${written}`;
    separator = ',';
    if (!isFragment) continue;
    parts.push(text, value.bytes);
    text = '';
  }
  parts.push(`${text}}`);
  return new JsonFragment(joined(parts));
}

function joined(parts: readonly (string | Uint8Array)[]): Uint8Array {
  let sizeBytes = 0;
  for (const part of parts) sizeBytes += Buffer.byteLength(part);
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let offset = 0;
  for (const part of parts) {
    if (typeof part === 'string') offset += bytes.write(part, offset, 'utf8');
    else {
      bytes.set(part, offset);
      offset += part.length;
    }
  }
  return bytes;
}
