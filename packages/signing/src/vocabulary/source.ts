import { type Message, type SplitUrl, splitUrl } from '../message.ts';
import { decodeUtf8 } from '../text/encoding.ts';
import { type FormParameter, FormSyntaxError, parseForm } from '../text/form.ts';
import { type JsonNode, JsonSyntaxError, parseJson } from '../text/json.ts';
import { Refusal } from '../verdict.ts';

/** Bodies that must be parsed before they can be signed are bounded, so that a stranger cannot make us parse for long. */
const PARSED_BODY_BYTES_MAXIMUM = 8 * 1024 * 1024;

/** What travels beside the content and takes part in the string to sign. Empty where the dialect has none. */
export interface Carried {
  readonly keyId: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** What the parts of a string to sign are rendered from. Parsed forms are made on first use and shared between readings. */
export class Source {
  readonly message: Message;
  readonly carried: Carried;
  /** The body, decrypted where the dialect encrypts. */
  readonly payload: Uint8Array;
  #url: SplitUrl | undefined;
  #json: JsonNode | undefined;

  constructor(message: Message, carried: Carried, payload: Uint8Array = message.body) {
    this.message = message;
    this.carried = carried;
    this.payload = payload;
  }

  get url(): SplitUrl {
    this.#url ??= splitUrl(this.message.url);
    return this.#url;
  }

  /** The payload as JSON. An empty payload reads as `{}`: it has no parameters. */
  get json(): JsonNode {
    this.#json ??= parsePayload(this.payload);
    return this.#json;
  }

  /**
   * The one set of form parameters: the body's if it holds any, else the query's. One call uses only one of the two, and
   * POST has priority (merchant.blackhatco.in/help).
   */
  get form(): readonly FormParameter[] {
    return formParameters(this.message);
  }
}

/**
 * Key, time and signature are parameters too: without this the same text would be parsed for each of them. One message is enough,
 * and a weak map from messages costs more than the parsing.
 */
let lastForm: { readonly message: Message; readonly parameters: readonly FormParameter[] } | undefined;

/** The set of form parameters of a message, each once. Throws a `Refusal` that names the parameter at fault. */
export function formParameters(message: Message): readonly FormParameter[] {
  if (lastForm?.message === message) return lastForm.parameters;
  const parameters = uniqueParameters(message);
  lastForm = { message, parameters };
  return parameters;
}

function uniqueParameters(message: Message): readonly FormParameter[] {
  const parameters = parseFormText(formText(message));
  const seen = new Set<string>();
  for (const { name } of parameters) {
    if (name.includes('[') || name.includes(']')) throw new Refusal('parameter_array', name);
    if (seen.has(name)) throw new Refusal('parameter_duplicated', name);
    seen.add(name);
  }
  return parameters;
}

/** Whether the parameters of a message are read from its body; otherwise they are those of its query. */
export function formIsInBody(message: Message): boolean {
  return message.method !== 'GET' && message.body.length > 0;
}

function formText(message: Message): string {
  if (!formIsInBody(message)) return splitUrl(message.url).query ?? '';
  return utf8(message.body);
}

function parseFormText(text: string): readonly FormParameter[] {
  try {
    return parseForm(text);
  } catch (error) {
    if (error instanceof FormSyntaxError) throw new Refusal('body_malformed', error.parameter);
    throw error;
  }
}

function parsePayload(payload: Uint8Array): JsonNode {
  try {
    return parseJson(payload.length === 0 ? '{}' : utf8(payload));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Refusal('body_malformed', error.message);
    throw error;
  }
}

function utf8(bytes: Uint8Array): string {
  if (bytes.length > PARSED_BODY_BYTES_MAXIMUM) throw new Refusal('body_too_large');
  const text = decodeUtf8(bytes);
  if (text === undefined) throw new Refusal('body_not_utf8');
  return text;
}
