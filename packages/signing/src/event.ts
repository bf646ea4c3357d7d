import { createHash } from 'node:crypto';
import type { Callback, Dialect } from './direction.ts';
import { decodeUtf8 } from './text/encoding.ts';
import { type FormParameter, FormSyntaxError, parseForm } from './text/form.ts';
import { type JsonNode, JsonSyntaxError, type LosslessValue, losslessValue, parseJson } from './text/json.ts';
import { Refusal, type Verified } from './verdict.ts';

/** A value of a callback's content. Numbers are the text that was sent: `989.190` as a JavaScript number would be rounded. */
export type EventValue = LosslessValue;

/** A verified callback, decoded. */
export interface CallbackEvent {
  /** The dialect's name. */
  readonly dialect: string;
  /**
   * Unique to the event within its dialect, and the same each time it is delivered: a retry and a replay have it too, since it is
   * made of signed content. Keep it, in the transaction that does what the event asks for, and do nothing the second time.
   */
  readonly id: string;
  /** The content as the provider names it, decrypted where the dialect encrypts. */
  readonly data: { readonly [name: string]: EventValue };
  /** Which credential and rule matched, when it was signed, what to claim against a replay, and the content's exact bytes. */
  readonly verdict: Verified;
}

/**
 * Decodes what a verified callback says. Throws a `Refusal` (`body_not_utf8`, `body_malformed`) where a signed content is not what
 * the dialect's callbacks are.
 *
 * @example
 * ```ts
 * import { blackhat, message, readEvent, verify } from '@countersign/signing';
 * const request = message({
 *   method: 'POST',
 *   url: 'https://shop.example/notify',
 *   body: 'amount=12.50000000&amount_received=12.50000000&confirmations=6&currency=BLKC&invoice_id=0549991d-e3ea-476b-a8fa-5921a257c33a&order_id=A-1001&status=paid&store_id=7&ts=1651480800.0001&txid=68c215810c8dfb9018be9d8a37ff37979074fc567502149fae4f5c00e4c17848&sign=e6a39489dafb14ffc087859e451297a6a7d71bfee02d33e59282b6d0e73aaec6',
 * });
 * const verdict = await verify(blackhat.callback, request, {
 *   credentials: { apiSecret: 'c8b67c66595af67a78ece3cb881491a2' },
 *   receivedAt: Date.now(),
 * });
 * if (verdict.ok) console.log(readEvent(blackhat, verdict).data.status); // paid
 * ```
 */
export function readEvent({ name, callback }: Dialect, verdict: Verified): CallbackEvent {
  // Read from a query, a form would be verified without a body: what the receiver got is then nothing.
  if (verdict.payload.length === 0) throw new Refusal('body_malformed', 'content that is empty');
  const text = decodeUtf8(verdict.payload);
  if (text === undefined) throw new Refusal('body_not_utf8');
  const data = DECODERS[callback.content](text);
  return { dialect: name, id: eventId(callback, data), data, verdict };
}

type EventData = CallbackEvent['data'];

const DECODERS: Readonly<Record<'json' | 'form', (text: string) => EventData>> = {
  json: decodeJson,
  form: (text) => Object.fromEntries(formOf(text).map(({ name, value }) => [name, value])),
};

function formOf(text: string): readonly FormParameter[] {
  try {
    return parseForm(text);
  } catch (error) {
    if (error instanceof FormSyntaxError) throw new Refusal('body_malformed', error.parameter);
    throw error;
  }
}

function decodeJson(text: string): EventData {
  const value = losslessValue(nodeOf(text));
  const isObject = typeof value === 'object' && value !== null && !isList(value);
  if (!isObject) throw new Refusal('body_malformed', 'content that is no JSON object');
  return value;
}

function nodeOf(text: string): JsonNode {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Refusal('body_malformed', error.message);
    throw error;
  }
}

function isList(value: EventValue): value is readonly EventValue[] {
  return Array.isArray(value);
}

/** Where a member is missing, an event is known by its content, without what is another each time it is signed. */
function eventId({ eventId: names, modes }: Callback, data: EventData): string {
  const values = names.map((name) => (Object.hasOwn(data, name) ? data[name] : undefined));
  const isNamed = values.length > 0 && values.every((value) => typeof value === 'string' && value !== '');
  if (isNamed) return values.join(':');
  const carried = modes.flatMap(({ carry }) => Object.values(carry).map(({ name }) => name));
  const content = Object.entries(data).filter(([name]) => !carried.includes(name));
  return `sha256:${createHash('sha256').update(JSON.stringify(content)).digest('hex')}`;
}
