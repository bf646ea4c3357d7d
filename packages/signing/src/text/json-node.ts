/**
 * A JSON text (RFC 8259) as it was read, with nothing lost that a signature may depend on: the order of members, and in
 * `source` the exact characters of each value. Providers sign what was written (`20.00`), not what it means (`20`).
 */
export type JsonNode = JsonObject | JsonArray | JsonString | JsonNumber | JsonBoolean | JsonNull;

export type JsonObject = {
  readonly kind: 'object';
  readonly members: readonly JsonMember[];
  readonly source: string;
};

/** `key` is decoded, and unique in its object; `keySource` is its literal, with quotes and with escapes as written. */
export type JsonMember = { readonly key: string; readonly keySource: string; readonly value: JsonNode };

export type JsonArray = {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
  readonly source: string;
};

/** `value` is decoded; `source` is the literal, with quotes and with escapes as written. */
export type JsonString = { readonly kind: 'string'; readonly value: string; readonly source: string };

/** A number has no value here, only its token: `20.00`, `1e6`, `9007199254740993`. */
export type JsonNumber = { readonly kind: 'number'; readonly source: string };

export type JsonBoolean = { readonly kind: 'boolean'; readonly value: boolean; readonly source: string };

export type JsonNull = { readonly kind: 'null'; readonly source: string };

export const TRUE: JsonBoolean = Object.freeze({ kind: 'boolean', value: true, source: 'true' });
export const FALSE: JsonBoolean = Object.freeze({ kind: 'boolean', value: false, source: 'false' });
export const NULL: JsonNull = Object.freeze({ kind: 'null', source: 'null' });

/**
 * Strings and members are most of a body, and few of them have escapes or are asked for their source: without escapes it is
 * put together when asked for, so that reading makes no second copy.
 */
export class StringNode implements JsonString {
  readonly kind = 'string';
  readonly value: string;
  readonly #escaped: string | undefined;

  constructor(value: string, escaped: string | undefined) {
    this.value = value;
    this.#escaped = escaped;
  }

  get source(): string {
    return this.#escaped ?? `"${this.value}"`;
  }
}

export class MemberNode implements JsonMember {
  readonly key: string;
  readonly value: JsonNode;
  readonly #escaped: string | undefined;

  constructor(key: string, escaped: string | undefined, value: JsonNode) {
    this.key = key;
    this.value = value;
    this.#escaped = escaped;
  }

  get keySource(): string {
    return this.#escaped ?? `"${this.key}"`;
  }
}
