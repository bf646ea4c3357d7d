import {
  CARRIAGE_RETURN,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  isDigit,
  LINE_FEED,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  TAB,
} from './json-characters.ts';
import { expecting, JsonSyntaxError } from './json-error.ts';
import {
  FALSE,
  type JsonArray,
  type JsonMember,
  type JsonNode,
  type JsonNumber,
  type JsonObject,
  MemberNode,
  NULL,
  StringNode,
  TRUE,
} from './json-node.ts';
import { endOfNumber } from './json-number.ts';
import { decodeEscapes, endOfString, hasPlainStrings } from './json-string.ts';

/** Ours: RFC 8259 §9 lets a reader limit the depth. */
const DEPTH_MAXIMUM = 64;

/** Comparing a key with up to this many others takes less time than building a set of them. */
const KEYS_COMPARED_ONE_BY_ONE = 16;

/** How much of a key an error shows. */
const KEY_CHARACTERS_SHOWN = 80;

const WORDS = [TRUE, FALSE, NULL] as const;

/** Reads one text from its start to its end: each `read…` method begins at a token and leaves `position` behind it. */
export class JsonReader {
  readonly text: string;
  readonly isPlain: boolean;
  position = 0;

  constructor(text: string) {
    this.text = text;
    this.isPlain = hasPlainStrings(text);
  }

  readDocument(): JsonNode {
    this.skipWhitespace();
    const node = this.readValue(0);
    this.skipWhitespace();
    if (this.position < this.text.length)
      throw expecting(this.text, this.position, 'nothing after the value');
    return node;
  }

  readValue(depth: number): JsonNode {
    const code = this.text.charCodeAt(this.position);
    if (code === QUOTE) return this.readString();
    if (code === OPEN_BRACE) return this.readObject(depth);
    if (code === OPEN_BRACKET) return this.readArray(depth);
    if (code === MINUS || isDigit(code)) return this.readNumber();
    for (const word of WORDS) {
      if (!this.text.startsWith(word.source, this.position)) continue;
      this.position += word.source.length;
      return word;
    }
    throw expecting(this.text, this.position, 'a value');
  }

  readObject(depth: number): JsonObject {
    const start = this.open(depth);
    const members: JsonMember[] = [];
    let keys: Set<string> | undefined;
    if (this.skipWhitespace() !== CLOSE_BRACE) {
      do {
        if (members.length === KEYS_COMPARED_ONE_BY_ONE) keys = new Set(members.map(({ key }) => key));
        members.push(this.readMember(depth + 1, members, keys));
      } while (this.readComma(CLOSE_BRACE, '"," or "}"'));
    }
    this.position++;
    return { kind: 'object', members, source: this.text.slice(start, this.position) };
  }

  readMember(depth: number, others: readonly JsonMember[], keys: Set<string> | undefined): JsonMember {
    const start = this.position;
    if (this.text.charCodeAt(start) !== QUOTE)
      throw expecting(this.text, this.position, 'a key in double quotes');
    const key = this.readText();
    const escaped = this.sourceIfEscaped(start, key);
    if (keys === undefined ? hasKey(others, key) : !addNew(keys, key)) {
      const shown = JSON.stringify(key.slice(0, KEY_CHARACTERS_SHOWN));
      throw new JsonSyntaxError(start, `the key ${shown} appears twice in one object`);
    }
    if (this.skipWhitespace() !== COLON) throw expecting(this.text, this.position, '":" after the key');
    this.position++;
    this.skipWhitespace();
    return new MemberNode(key, escaped, this.readValue(depth));
  }

  readArray(depth: number): JsonArray {
    const start = this.open(depth);
    const items: JsonNode[] = [];
    if (this.skipWhitespace() !== CLOSE_BRACKET) {
      do items.push(this.readValue(depth + 1));
      while (this.readComma(CLOSE_BRACKET, '"," or "]"'));
    }
    this.position++;
    return { kind: 'array', items, source: this.text.slice(start, this.position) };
  }

  /** Past the opening bracket or brace, whose position is returned. */
  open(depth: number): number {
    if (depth === DEPTH_MAXIMUM)
      throw new JsonSyntaxError(this.position, `nested more than ${DEPTH_MAXIMUM} levels deep`);
    return this.position++;
  }

  /** Past a comma, to what must follow it; false at the closing bracket or brace. */
  readComma(close: number, expected: string): boolean {
    const code = this.skipWhitespace();
    if (code === close) return false;
    if (code !== COMMA) throw expecting(this.text, this.position, expected);
    this.position++;
    this.skipWhitespace();
    return true;
  }

  readString(): StringNode {
    const start = this.position;
    const value = this.readText();
    return new StringNode(value, this.sourceIfEscaped(start, value));
  }

  /** Every escape is longer than what it stands for, so the lengths tell whether there was one. */
  sourceIfEscaped(start: number, value: string): string | undefined {
    if (this.position - start === value.length + 2) return undefined;
    return this.text.slice(start, this.position);
  }

  /** The text that a string literal stands for. */
  readText(): string {
    const start = this.position + 1;
    const end = endOfString(this.text, start, this.isPlain);
    this.position = end + 1;
    const content = this.text.slice(start, end);
    return this.isPlain ? content : decodeEscapes(content, start);
  }

  readNumber(): JsonNumber {
    const start = this.position;
    this.position = endOfNumber(this.text, start);
    return { kind: 'number', source: this.text.slice(start, this.position) };
  }

  /** To the next character that is not whitespace, whose code it returns: NaN at the end. */
  skipWhitespace(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code > SPACE) return code;
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return code;
      this.position++;
    }
  }
}

/** Lengths first: most keys differ in them, and comparing them takes no call. */
function hasKey(members: readonly JsonMember[], key: string): boolean {
  for (const member of members) {
    if (member.key.length === key.length && member.key === key) return true;
  }
  return false;
}

function addNew(keys: Set<string>, key: string): boolean {
  const before = keys.size;
  return keys.add(key).size > before;
}
