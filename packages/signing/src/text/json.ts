/** A JSON text (RFC 8259) as read, with nothing lost: member order and the spelling of every number are kept. */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;

/** `source` is the object's own text, from `{` to `}`, as written. */
export type JsonObject = {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
  readonly source: string;
};

export type JsonMember = { readonly key: string; readonly value: JsonNode };

export type JsonArray = {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly source: string;
};

/** `value` is the decoded text; `source` the literal with its quotes and escapes as written. */
export type JsonString = { readonly kind: 'string'; readonly value: string; readonly source: string };

/** A number has no value here, only its token (`20.00`, `1e6`): that is what providers sign. */
export type JsonNumber = { readonly kind: 'number'; readonly source: string };

export type JsonBoolean = { readonly kind: 'boolean'; readonly value: boolean; readonly source: string };

export type JsonNull = { readonly kind: 'null'; readonly source: string };

/** Objects and arrays nested deeper than this are refused (ours; RFC 8259 §9 lets a parser set a limit). */
export const maximumJsonDepth = 64;

/** Why a text is not JSON, and where: `position` counts UTF-16 code units from 0. */
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

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const minus = 0x2d;
const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

class StringNode implements JsonString {
  readonly kind = 'string';
  readonly value: string;
  readonly #escapedSource: string | undefined;
  constructor(value: string, escapedSource: string | undefined) {
    this.value = value;
    this.#escapedSource = escapedSource;
  }
  get source(): string {
    return this.#escapedSource ?? `"${this.value}"`;
  }
}

const nullNode: JsonNull = Object.freeze({ kind: 'null', source: 'null' });
const trueNode: JsonBoolean = Object.freeze({ kind: 'boolean', value: true, source: 'true' });
const falseNode: JsonBoolean = Object.freeze({ kind: 'boolean', value: false, source: 'false' });

class JsonReader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  readDocument(): JsonNode {
    this.skipWhitespace();
    const node = this.readValue(0);
    if (this.skipWhitespace() === this.skipWhitespace() && this.position < this.text.length)
      this.fail(this.position, 'extra');
    return node;
  }

  fail(position: number, reason: string): never {
    throw new JsonSyntaxError(position, reason);
  }

  /** Moves to the next character that is not whitespace, and returns its code (NaN at the end). */
  skipWhitespace(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code > space) return code;
      if (code !== space && code !== lineFeed && code !== carriageReturn && code !== tab) return code;
      this.position++;
    }
  }

  readValue(depth: number): JsonNode {
    const code = this.text.charCodeAt(this.position);
    if (code === quote) return this.readString();
    if (code === openBrace) return this.readObject(depth);
    if (code === openBracket) return this.readArray(depth);
    if ((code >= zero && code <= nine) || code === minus) return this.readNumber(code);
    if (this.text.startsWith('true', this.position)) return this.skip(4, trueNode);
    if (this.text.startsWith('false', this.position)) return this.skip(5, falseNode);
    if (this.text.startsWith('null', this.position)) return this.skip(4, nullNode);
    this.fail(this.position, 'value expected');
  }

  skip<Node>(length: number, node: Node): Node {
    this.position += length;
    return node;
  }

  readObject(depth: number): JsonObject {
    if (depth === maximumJsonDepth) this.fail(this.position, 'too deep');
    const start = this.position++;
    const members: JsonMember[] = [];
    if (this.skipWhitespace() === closeBrace) this.position++;
    else
      for (;;) {
        const at = this.position;
        if (this.text.charCodeAt(at) !== quote) this.fail(at, 'key expected');
        const key = this.readText();
        this.refuseDuplicate(members, key, at);
        if (this.skipWhitespace() !== colon) this.fail(this.position, 'colon expected');
        this.position++;
        this.skipWhitespace();
        members.push({ key, value: this.readValue(depth + 1) });
        const code = this.skipWhitespace();
        this.position++;
        if (code === closeBrace) break;
        if (code !== comma) this.fail(this.position - 1, 'comma or brace expected');
        this.skipWhitespace();
      }
    return { kind: 'object', members, source: this.text.slice(start, this.position) };
  }
  refuseDuplicate(members: readonly JsonMember[], key: string, at: number): void {
    for (let index = 0; index < members.length; index++)
      if (members[index]!.key === key) this.fail(at, `duplicate ${key}`);
  }

  readArray(depth: number): JsonArray {
    if (depth === maximumJsonDepth) this.fail(this.position, 'too deep');
    const start = this.position++;
    const items: JsonNode[] = [];
    if (this.skipWhitespace() === closeBracket) this.position++;
    else
      for (;;) {
        items.push(this.readValue(depth + 1));
        const code = this.skipWhitespace();
        this.position++;
        if (code === closeBracket) break;
        if (code !== comma) this.fail(this.position - 1, 'comma or bracket expected');
        this.skipWhitespace();
      }
    return { kind: 'array', items, source: this.text.slice(start, this.position) };
  }

  readString(): JsonString {
    const start = this.position;
    const value = this.readText();
    const escaped = this.position - start !== value.length + 2;
    return new StringNode(value, escaped ? this.text.slice(start, this.position) : undefined);
  }

  readText(): string {
    const text = this.text;
    const start = this.position + 1;
    let escaped = false;
    for (let index = start; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === quote) {
        this.position = index + 1;
        return escaped ? JSON.parse(text.slice(start - 1, index + 1)) : text.slice(start, index);
      }
      if (code === backslash) {
        escaped = true;
        index += this.escapeLength(index);
      } else if (code < space) this.fail(index, 'control');
    }
    this.fail(start - 1, 'unterminated');
  }

  escapeLength(index: number): number {
    const next = this.text.charAt(index + 1);
    if (next !== '' && '"\\/bfnrt'.includes(next)) return 1;
    if (next === 'u' && /^[0-9a-fA-F]{4}$/.test(this.text.slice(index + 2, index + 6))) return 5;
    this.fail(index, 'bad escape');
  }

  readNumber(first: number): JsonNumber {
    const text = this.text;
    const start = this.position;
    let code = first;
    if (code === minus) code = text.charCodeAt(++this.position);
    if (code === zero) code = text.charCodeAt(++this.position);
    else code = this.skipDigits();
    if (code === dot) {
      this.position++;
      code = this.skipDigits();
    }
    if (code === 0x65 || code === 0x45) {
      code = text.charCodeAt(++this.position);
      if (code === 0x2b || code === minus) this.position++;
      this.skipDigits();
    }
    return { kind: 'number', source: text.slice(start, this.position) };
  }

  skipDigits(): number {
    const start = this.position;
    for (let index = start; ; index++) {
      const code = this.text.charCodeAt(index);
      if (code >= zero && code <= nine) continue;
      if (index === start) this.fail(start, 'digit expected');
      this.position = index;
      return code;
    }
  }
}

export function parseJson(text: string): JsonNode {
  return new JsonReader(text).readDocument();
}
