import { compareCodeUnits } from '../text/compare.ts';
import type { FormParameter } from '../text/form.ts';
import type { JsonNode, JsonObject } from '../text/json.ts';
import { compactSorted } from '../text/json-writer.ts';
import { type EncodingStyle, encode } from '../text/url-encoding.ts';
import { Refusal } from '../verdict.ts';
import type { Source } from './source.ts';
import type { Part } from './string-to-sign.ts';

type Pair = FormParameter;

/**
 * Form parameters sorted by the bytes of their names, `name=value` joined by `&`, without the signature itself.
 *
 * With raw values two sets of parameters can give one string: `description=x&invoice_id=9` is one value or two parameters.
 * The rule is the provider's, so the defence is ours: a name or value that would read as a further parameter is refused.
 */
export function sortedForm(options: { readonly except: string; readonly style: EncodingStyle }): Part {
  return {
    name: `parameters, sorted (values ${options.style === 'none' ? 'raw' : options.style})`,
    render: ({ form }) => {
      const pairs: Pair[] = [];
      for (const { name, value } of form) {
        if (name === options.except) continue;
        refuseDelimiters(name);
        if (options.style === 'none') refuseHiddenParameter(name, value);
        pairs.push({ name, value: encode(options.style, value) });
      }
      return joined(pairs);
    },
  };
}

/**
 * EasyLink: the JSON body flattened (`source.segment=…`, arrays by index), together with the signed headers, sorted by the
 * bytes of their names; values form-encoded, names not. Empty strings are kept, nulls and empty objects contribute nothing.
 */
export function flattenedJson(options: {
  readonly style: EncodingStyle;
  readonly headers: (source: Source) => readonly Pair[];
  /** Names that only headers may have. */
  readonly reservedPrefix: string;
}): Part {
  return {
    name: `parameters, flattened and sorted (values ${options.style})`,
    render: (source) => {
      const pairs: Pair[] = [];
      for (const { key, value } of isEmptyList(source.json) ? [] : objectOf(source.json).members) {
        if (key.startsWith(options.reservedPrefix)) throw new Refusal('parameters_ambiguous', key);
        flatten(flatName(key), value, pairs);
      }
      const encoded = pairs.map(({ name, value }): Pair => ({ name, value: encode(options.style, value) }));
      return joined([...options.headers(source), ...encoded]);
    },
  };
}

function flatten(name: string, node: JsonNode, into: Pair[]): void {
  switch (node.kind) {
    case 'object':
      for (const { key, value } of node.members) flatten(`${name}.${nestedName(key)}`, value, into);
      return;
    case 'array':
      for (const [index, item] of node.items.entries()) flatten(`${name}.${index}`, item, into);
      return;
    case 'null':
      return;
    default:
      into.push({ name, value: scalarText(node) });
  }
}

/** Names are not encoded, so one that holds a delimiter would read as another message. */
function flatName(name: string): string {
  if (name.includes('.')) throw new Refusal('parameters_ambiguous', name);
  refuseDelimiters(name);
  return name;
}

/** `{"a":{"0":1}}` and `{"a":[1]}` flatten alike. */
function nestedName(name: string): string {
  if (/^\d+$/u.test(name)) throw new Refusal('parameters_ambiguous', name);
  return flatName(name);
}

/**
 * UPay: the top-level parameters sorted by name, `key=value` joined by `&`; strings raw and unquoted, numbers as they were
 * written, objects and arrays as compact JSON with every object's keys sorted.
 */
export function sortedJson(options: { readonly skipEmpty: boolean }): Part {
  return {
    name: options.skipEmpty ? 'parameters, sorted (nulls and empty strings left out)' : 'parameters, sorted',
    render: (source) => {
      const pairs: Pair[] = [];
      for (const { key, value } of objectOf(source.json).members) {
        const text =
          value.kind === 'object' || value.kind === 'array' ? compactSorted(value) : scalarText(value);
        if (options.skipEmpty && (value.kind === 'null' || text === '')) continue;
        refuseDelimiters(key);
        refuseHiddenParameter(key, text);
        pairs.push({ name: key, value: text });
      }
      return joined(pairs);
    },
  };
}

/** No parameters, as PHP's `json_encode` writes them: Laravel's HTTP client sends this body, and public clients use it. */
function isEmptyList(node: JsonNode): boolean {
  return node.kind === 'array' && node.items.length === 0;
}

function objectOf(node: JsonNode): JsonObject {
  if (node.kind !== 'object') throw new Refusal('body_malformed', 'the body must be a JSON object');
  return node;
}

function scalarText(node: Exclude<JsonNode, { kind: 'object' | 'array' }>): string {
  switch (node.kind) {
    case 'string':
      refuseLoneSurrogates(node.value);
      return node.value;
    case 'number':
      return node.source;
    case 'boolean':
      return node.value ? 'true' : 'false';
    case 'null':
      return 'null';
  }
}

/** Sorts the pairs, which are the caller's own, and joins them. */
function joined(pairs: Pair[]): string {
  pairs.sort((a, b) => compareCodeUnits(a.name, b.name));
  let text = '';
  for (const { name, value } of pairs) text += text === '' ? `${name}=${value}` : `&${name}=${value}`;
  return text;
}

/** `"\ud800"` has no UTF-8: encoded, it would pass for U+FFFD. */
function refuseLoneSurrogates(text: string): void {
  if (!text.isWellFormed()) throw new Refusal('body_not_utf8');
}

function refuseDelimiters(name: string): void {
  refuseLoneSurrogates(name);
  if (name.includes('&') || name.includes('=')) throw new Refusal('parameters_ambiguous', name);
}

const HIDDEN_PARAMETER = /&([^&=]*)=/gu;

/**
 * A hidden `&other=` can only be read as a parameter if `other` sorts after the parameter it hides in: of two messages with
 * one string, take the first separator that only one of them has; the other message hides it, behind a smaller name.
 */
function refuseHiddenParameter(name: string, value: string): void {
  if (!value.includes('&')) return;
  for (const [, hidden = ''] of value.matchAll(HIDDEN_PARAMETER)) {
    if (compareCodeUnits(hidden, name) > 0) throw new Refusal('parameters_ambiguous', name);
  }
}
