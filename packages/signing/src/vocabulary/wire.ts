import { type Message, type SplitUrl, splitUrl } from '../message.ts';
import { decodeUtf8 } from '../text/encoding.ts';
import { type FormParameter, FormSyntaxError, formatForm, parseForm } from '../text/form.ts';
import { type JsonNode, JsonSyntaxError, parseJson } from '../text/json.ts';
import { Refusal } from '../verdict.ts';

/** Bodies that must be parsed before they can be signed are bounded, so that a stranger cannot make us parse for long. */
const PARSED_BODY_BYTES_MAXIMUM = 8 * 1024 * 1024;

/**
 * A message, and what its url and body read as. Each is read when first asked for, and once: key, time and signature may be
 * parameters as well, and every part of the string to sign is made from the same reading.
 */
export class Wire {
  #message: Message;
  #isFormWritten = true;
  #url: SplitUrl | undefined;
  #json: JsonNode | undefined;
  #form: readonly FormParameter[] | undefined;

  constructor(message: Message) {
    this.#message = message;
  }

  get message(): Message {
    if (!this.#isFormWritten) this.#message = writeForm(this.#message, this.#form ?? []);
    this.#isFormWritten = true;
    return this.#message;
  }

  /** The same message with another set of form parameters. It is written out when the message is asked for: signers add several. */
  withForm(parameters: readonly FormParameter[]): Wire {
    const wire = new Wire(this.#message);
    wire.#form = parameters;
    wire.#isFormWritten = false;
    return wire;
  }

  get url(): SplitUrl {
    this.#url ??= splitUrl(this.message.url);
    return this.#url;
  }

  /** The body as JSON. Throws a `Refusal`. */
  get json(): JsonNode {
    this.#json ??= readJson(this.message.body);
    return this.#json;
  }

  /** The one set of form parameters, as `formParameters` reads it. Throws a `Refusal`. */
  get form(): readonly FormParameter[] {
    this.#form ??= formParameters(this.message);
    return this.#form;
  }
}

/**
 * The one set of form parameters of a message, each once: the body's if it holds any, else the query's. One call uses only one of
 * the two, and POST has priority (merchant.blackhatco.in/help). Throws a `Refusal` that names the parameter at fault.
 */
export function formParameters(message: Message): readonly FormParameter[] {
  const parameters = readForm(formText(message));
  const seen = new Set<string>();
  for (const { name } of parameters) {
    if (name.includes('[') || name.includes(']')) throw new Refusal('parameter_array', name);
    if (seen.has(name)) throw new Refusal('parameter_duplicated', name);
    seen.add(name);
  }
  return parameters;
}

/** The form as a POST's body, else as the query. */
function writeForm(message: Message, parameters: readonly FormParameter[]): Message {
  const text = formatForm(parameters);
  if (message.method !== 'GET') return { ...message, body: Buffer.from(text, 'utf8') };
  const [address = ''] = message.url.split('?', 1);
  return { ...message, url: `${address}?${text}` };
}

/** Whether the parameters of a message are read from its body; otherwise they are those of its query. */
function formIsInBody(message: Message): boolean {
  return message.method !== 'GET' && message.body.length > 0;
}

function formText(message: Message): string {
  if (!formIsInBody(message)) return splitUrl(message.url).query ?? '';
  return utf8(message.body);
}

function readForm(text: string): readonly FormParameter[] {
  try {
    return parseForm(text);
  } catch (error) {
    if (error instanceof FormSyntaxError) throw new Refusal('body_malformed', error.parameter);
    throw error;
  }
}

/** JSON from UTF-8. Nothing at all reads as `{}`: it has no parameters. Throws a `Refusal`. */
export function readJson(bytes: Uint8Array): JsonNode {
  try {
    return parseJson(bytes.length === 0 ? '{}' : utf8(bytes));
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
